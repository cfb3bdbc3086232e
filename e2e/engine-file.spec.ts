import type { Page } from '@playwright/test'
import { QUIET, allow } from './engine-page.js'
import { expect, test } from './fixtures.js'
import type { HostOptions } from './host-site.js'
import type { RecordingServer } from './recording-server.js'

const STORIES = '<main data-hearth-slot="top">' + ['a', 'b', 'c'].map((id) => `<article data-hearth-item="${id}"><h2><a href="#${id}">Story ${id}</a></h2></article>`).join('') + '</main>'

const order = (page: Page): Promise<readonly string[]> => page.locator('[data-hearth-item]').evaluateAll((found) => found.map((one) => one.getAttribute('data-hearth-item') ?? ''))

const asked = (server: RecordingServer, file: string): number => server.requests.filter(({ url }) => url === `/hearth/${file}`).length

test.describe('the file that is loaded after consent', () => {
  test('a policy by nonce with strict-dynamic, and one by nonce alone, load it as they loaded the tag', async ({ page, host }) => {
    for (const scripts of ["'nonce-abc' 'strict-dynamic'", "'nonce-abc'"]) {
      const server = await host({ attributes: `${QUIET} nonce="abc"`, headers: { 'Content-Security-Policy': `default-src 'none'; script-src ${scripts} 'wasm-unsafe-eval'; worker-src blob:; connect-src 'self'; require-trusted-types-for 'script'; trusted-types hearth` } })
      await page.goto(server.url)
      expect(await allow(page)).toMatchObject({ status: 'ready' })
      expect(asked(server, 'engine.js')).toBe(1)
    }
  })

  const FAULTS: Readonly<Record<string, { readonly host?: HostOptions; readonly route?: (page: Page) => Promise<unknown>; readonly why: string; readonly says: RegExp }>> = {
    'changed on its way': {
      route: (page) => page.route('**/engine.js', async (route) => { const answer = await route.fetch(); await route.fulfill({ response: answer, body: `${await answer.text()}\n;window.tampered = true` }) }),
      why: 'asset-corrupt',
      says: /engine\.js is not the file that hearth\.js was built with/,
    },
    'not there': { route: (page) => page.route('**/engine.js', (route) => route.fulfill({ status: 404, body: 'gone' })), why: 'asset-missing', says: /engine\.js answered 404\. Serve the whole dist folder/ },
    'out of reach': { route: (page) => page.route('**/engine.js', (route) => route.abort()), why: 'asset-missing', says: /engine\.js could not be loaded/ },
    'forbidden by the page’s policy': { host: { headers: { 'Content-Security-Policy': "script-src 'nonce-abc' 'wasm-unsafe-eval'; require-trusted-types-for 'script'; trusted-types none" }, attributes: `${QUIET} nonce="abc"` }, why: 'script-blocked', says: /script-src/ },
  }
  for (const [name, { host: options, route, why, says }] of Object.entries(FAULTS)) {
    test(`${name}: refused, nothing of it runs, the state says why and what to do, the page keeps its order`, async ({ page, host }) => {
      const errors: string[] = []
      page.on('pageerror', (error) => errors.push(error.message))
      const server = await host({ attributes: QUIET, body: STORIES, ...options })
      await route?.(page)
      await page.goto(server.url)
      expect(await allow(page)).toMatchObject({ status: 'unavailable', why, message: expect.stringMatching(says) })
      expect(await page.evaluate(async () => (await window.hearth.ready).rank())).toMatchObject({ status: 'unavailable', code: why })
      expect(await page.evaluate(() => 'tampered' in window)).toBe(false)
      expect(await order(page)).toEqual(['a', 'b', 'c'])
      expect(page.workers()).toEqual([])
      expect(errors).toEqual([])
      // The network is mended: the next look at the choice finds it.
      if (route === undefined) return
      await page.unroute('**/engine.js')
      expect(await allow(page)).toMatchObject({ status: 'ready' })
    })
  }

  test('withdrawn while it loads: nothing starts; allowed twice at once: it is loaded once', async ({ page, host }) => {
    const server = await host({ attributes: QUIET })
    let arrive = (): void => undefined
    const held = new Promise<void>((resolve) => { arrive = resolve })
    await page.route('**/engine.js', async (route) => { await held; await route.continue() })
    await page.goto(server.url)
    const seen = await page.evaluate(async () => {
      const hearth = await window.hearth.ready
      void hearth.consent.decide({ personalization: 'granted' })
      void hearth.consent.decide({ personalization: 'granted' })
      while (hearth.state.status !== 'loading') await new Promise((resolve) => setTimeout(resolve, 5))
      const asked = hearth.rank()
      await hearth.consent.decide({ personalization: 'denied' })
      return { state: hearth.state, answer: await asked }
    })
    expect(seen).toMatchObject({ state: { status: 'needs-consent', why: 'refused' } })
    arrive()
    await expect.poll(() => asked(server, 'engine.js')).toBe(1)
    await page.waitForTimeout(300)
    expect(page.workers()).toEqual([])
    expect(await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))).toEqual(['hearth-consent'])
    expect(await allow(page)).toMatchObject({ status: 'ready' })
    expect(asked(server, 'engine.js')).toBe(1)
  })

  test('the tag’s folder on another origin: its file is checked and loaded from there', async ({ page, host }) => {
    const files = await host({ fileHeaders: { 'Access-Control-Allow-Origin': '*' } })
    const server = await host({ attributes: `${QUIET} data-assets="${files.url}/hearth/"` })
    await page.goto(server.url)
    expect(await allow(page)).toMatchObject({ status: 'ready' })
    expect([asked(files, 'engine.js'), asked(server, 'engine.js')]).toEqual([1, 0])
  })
})
