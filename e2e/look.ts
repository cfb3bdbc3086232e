import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'

/** A way in which a page is looked at. */
export interface Look {
  readonly name: string
  readonly colorScheme: 'light' | 'dark'
  readonly width: number
}

export const LIGHT: Look = { name: 'light', colorScheme: 'light', width: 1280 }
export const DARK: Look = { name: 'dark', colorScheme: 'dark', width: 1280 }
export const NARROW: Look = { name: '320 px', colorScheme: 'light', width: 320 }
/** To a page, 200 % zoom of a 1280 window is a window of 640. */
export const ZOOMED: Look = { name: 'dark, 200 % zoom', colorScheme: 'dark', width: 640 }

export async function lookAt(page: Page, { colorScheme, width }: Look): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  await page.setViewportSize({ width, height: 800 })
}

/** What axe finds against WCAG 2.2 A and AA and its own best practices, one line each. */
export async function violations(page: Page, without: readonly string[] = []): Promise<readonly string[]> {
  const axe = new AxeBuilder({ page })
  for (const selector of without) axe.exclude(selector)
  return (await axe.analyze()).violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${JSON.stringify(target)}: ${String(failureSummary)}`))
}

export const overflows = (page: Page): Promise<boolean> => page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1)
