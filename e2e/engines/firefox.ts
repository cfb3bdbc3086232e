import puppeteer from 'puppeteer-core'
import type { Engine, EngineFound } from './engine.js'
import { executable } from './executable.js'

/** Firefox over WebDriver BiDi. */
export const launchFirefox = async (path: string): Promise<Engine> => {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: path,
    headless: true,
    // Nothing of the browser's own may appear in a recording.
    extraPrefsFirefox: { 'network.captive-portal-service.enabled': false, 'network.connectivity-service.enabled': false, 'app.update.enabled': false },
  })
  const page = await browser.newPage()
  return {
    name: 'firefox',
    version: await browser.version(),
    open: async (url) => {
      await page.goto(url, { waitUntil: 'load' })
    },
    back: async () => {
      // A page that comes out of the back/forward cache has no load event to wait for.
      const left = page.url()
      await page.evaluate('history.back()')
      await page.waitForFunction((left) => location.href !== left && document.readyState === 'complete', {}, left)
    },
    evaluate: (source) => page.evaluate(`(${source})()`),
    close: () => browser.close(),
  }
}

/** The system's Firefox, extended support release first. */
export const findFirefox = (): EngineFound => {
  const path = process.env['HEARTH_FIREFOX'] ?? executable('firefox-esr', 'firefox')
  return path === undefined
    ? { status: 'absent', name: 'firefox', why: 'no firefox-esr or firefox in PATH (Debian: apt-get install firefox-esr)' }
    : { status: 'found', name: 'firefox', where: path, launch: () => launchFirefox(path) }
}
