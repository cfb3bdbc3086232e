import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Browser } from '@playwright/test'
import { InputFault } from '../input-fault.js'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** A Chromium with a profile of its own that is thrown away: `HEARTH_BROWSER`, the system's, else Playwright's. It asks the network for nothing of its own; `flags` come on top. */
export async function openBrowser(flags: readonly string[] = []): Promise<Browser> {
  const driver = await import('@playwright/test').catch(() => undefined)
  if (driver === undefined) throw new InputFault('a browser is driven with Playwright, which is not there: npm i -D @playwright/test')
  const path = process.env['HEARTH_BROWSER'] || system()
  try {
    return await driver.chromium.launch({ args: ['--no-sandbox', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', ...flags], ...(path === undefined ? {} : { executablePath: path }) })
  } catch (error) {
    throw new InputFault(`no browser could be started (${error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown'}); install Chromium or set HEARTH_BROWSER to one`)
  }
}

function system(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((file) => {
    try {
      accessSync(file, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
