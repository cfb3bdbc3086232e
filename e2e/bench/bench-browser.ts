import { chromium } from '@playwright/test'
import type { Browser, Page } from '@playwright/test'
import { CHROMIUM_FLAGS, findOrInstallChromium } from '../engines/chromium.js'
import { say } from './result.js'

export async function openBrowser(): Promise<Browser> {
  const found = findOrInstallChromium()
  if (found === undefined) throw new Error('no Chromium: set HEARTH_BROWSER to one')
  say(`browser: ${found.path}`)
  return chromium.launch({ executablePath: found.path, args: [...CHROMIUM_FLAGS, '--js-flags=--expose-gc'] })
}

/** A page in a browser context of its own, without an HTTP cache: nothing is warm. */
export async function coldPage(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext()
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Network.setCacheDisabled', { cacheDisabled: true })
  page.on('pageerror', (error) => say(`page error: ${error.message}`))
  await page.goto(url)
  await page.waitForFunction('globalThis.bench !== undefined')
  return page
}

export async function closePage(page: Page): Promise<void> {
  await page.context().close()
}

/** Calls a function that the page's bundle put on `globalThis.bench`. */
export async function call<T>(page: Page, name: string, argument?: unknown): Promise<T> {
  return page.evaluate(`globalThis.bench[${JSON.stringify(name)}](${JSON.stringify(argument) ?? ''})`)
}
