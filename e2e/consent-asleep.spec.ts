import { chromium } from '@playwright/test'
import { databases } from './engine-page.js'
import { CHROMIUM_FLAGS, findChromium } from './engines/chromium.js'
import { expect, test } from './fixtures.js'
import { HOST } from './interleavings/tabs.js'
import { call, openModule } from './module-page.js'

const API = { consent: 'api', assets: '/hearth/' } as const
const item = (id: string) => ({ id, title: `Story ${id}` })

test('a tab that is frozen: a withdrawal elsewhere does not wait for it, its key is gone at once, and awake it finds nothing', async ({ page, context, host }) => {
  const server = await host(HOST)
  await openModule(page, server, API)
  await call(page, 'consent.decide', { personalization: 'granted' })
  const frozen = await context.newPage()
  await openModule(frozen, server, API)
  expect(await call(frozen, 'record', { kind: 'like', item: item('a') })).toMatchObject({ status: 'ok' })
  const session = await context.newCDPSession(frozen)
  await session.send('Page.setWebLifecycleState', { state: 'frozen' })
  const started = Date.now()
  expect(await call(page, 'consent.decide', { personalization: 'denied' })).toMatchObject({ personalization: 'denied', erasure: expect.stringMatching(/^(erased|erase-blocked)$/) })
  expect(Date.now() - started).toBeLessThan(9000)
  await session.send('Page.setWebLifecycleState', { state: 'active' })
  expect(await call(frozen, 'record', { kind: 'like', item: item('b') })).toEqual({ status: 'denied', purpose: 'personalization' })
  await expect.poll(() => frozen.workers().length).toBe(0)
  await expect.poll(() => databases(page)).toEqual(['hearth-consent'])
})

test('a page in the back/forward cache: it can be kept there, and coming back it has no grant, no worker and no history', async ({ host }) => {
  const server = await host(HOST)
  const path = findChromium()?.path
  const browser = await chromium.launch({ args: CHROMIUM_FLAGS, ignoreDefaultArgs: ['--disable-back-forward-cache'], ...(path === undefined ? {} : { executablePath: path }) })
  try {
    const context = await browser.newContext()
    const page = await context.newPage()
    await openModule(page, server, API)
    await call(page, 'consent.decide', { personalization: 'granted' })
    await call(page, 'record', { kind: 'like', item: item('a') })
    await page.evaluate(() => { addEventListener('pageshow', ({ persisted }) => { Object.assign(window, { persisted }) }) })
    const there = async (): Promise<unknown> => {
      await page.goto(`${server.url}/hearth/manifest.json`)
      await page.waitForTimeout(300)
      await page.goBack()
      return page.evaluate(() => Reflect.get(window, 'persisted'))
    }
    // While nothing happened it goes on where it was.
    expect(await there()).toBe(true)
    expect(await call(page, 'record', { kind: 'like', item: item('b') })).toMatchObject({ status: 'ok' })

    const other = await context.newPage()
    await page.goto(`${server.url}/hearth/manifest.json`)
    await openModule(other, server, API)
    expect(await call(other, 'consent.decide', { personalization: 'denied' })).toMatchObject({ personalization: 'denied', erasure: 'erased' })
    await page.goBack()
    await page.waitForFunction(() => document.readyState === 'complete')
    // A browser may have thrown the page out of its cache over the erasure: then it is a page like any other.
    if (await page.evaluate(() => 'engine' in window)) {
      await expect.poll(() => page.evaluate(() => window.engine.state)).toMatchObject({ status: 'needs-consent', why: 'refused' })
      expect(await call(page, 'record', { kind: 'like', item: item('c') })).toEqual({ status: 'denied', purpose: 'personalization' })
    }
    await expect.poll(() => page.workers().length).toBe(0)
    expect(await databases(other)).toEqual(['hearth-consent'])
  } finally {
    await browser.close()
  }
})
