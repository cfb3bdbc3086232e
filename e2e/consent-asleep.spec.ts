import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'
import puppeteer from 'puppeteer-core'
import type { Page } from 'puppeteer-core'
import { QUIET, databases } from './engine-page.js'
import { CHROMIUM_FLAGS, findChromium } from './engines/chromium.js'
import { expect, test } from './fixtures.js'
import { HOST } from './interleavings/tabs.js'
import { call, openModule } from './module-page.js'

const API = { consent: 'api', assets: '/hearth/' } as const
type Choice = Parameters<typeof window.engine.consent.decide>[0]
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
  expect(Date.now() - started).toBeLessThan(12_000)
  await session.send('Page.setWebLifecycleState', { state: 'active' })
  expect(await call(frozen, 'record', { kind: 'like', item: item('b') })).toEqual({ status: 'denied', purpose: 'personalization' })
  await expect.poll(() => frozen.workers().length).toBe(0)
  await expect.poll(() => databases(page)).toEqual(['hearth-consent'])
})

test('a page in the back/forward cache: Hearth does not keep it out, and coming back after a withdrawal it has no grant, no worker and no history', async ({ host }) => {
  const server = await host({ down: '/collector', folders: { '/tasks': fileURLToPath(new URL('../src/demo', import.meta.url)) }, attributes: `${QUIET} data-collector="/collector/" data-tasks="/tasks/tasks.json"` })
  // Playwright has no page for one that comes back; Puppeteer has.
  const browser = await puppeteer.launch({ browser: 'chrome', args: [...CHROMIUM_FLAGS], executablePath: findChromium()?.path ?? chromium.executablePath() })
  const open = async (): Promise<Page> => {
    const page = await browser.newPage()
    await page.goto(server.url)
    await page.waitForFunction(async () => (await window.hearth.ready).state.status === 'needs-consent')
    await page.evaluate(() => addEventListener('pageshow', ({ persisted }) => { Object.assign(window, { persisted }) }))
    return page
  }
  const away = (page: Page): Promise<unknown> => page.goto(`${server.url}/blank`)
  const back = async (page: Page): Promise<unknown> => {
    await page.goBack()
    return page.evaluate(() => Reflect.get(window, 'persisted'))
  }
  const choose = (page: Page, choice: Choice): Promise<unknown> => page.evaluate(async (choice) => (await window.hearth.ready).consent.decide(choice), choice)
  const like = (page: Page, id: string): Promise<unknown> => page.evaluate(async (id) => (await window.hearth.ready).record({ kind: 'like', item: { id, title: `Story ${id}` } as never }), id)
  const state = (page: Page): Promise<unknown> => page.evaluate(async () => (await window.hearth.ready).state)
  try {
    const page = await open()
    await choose(page, { personalization: 'granted', aggregates: 'granted' })
    // Left while the model is on its way: it is fetched anew on coming back.
    expect(await like(page, 'a')).toMatchObject({ status: 'ok' })
    await away(page)
    expect(await back(page)).toBe(true)
    await page.waitForFunction(async () => !['static', undefined].includes(Reflect.get((await window.hearth.ready).state, 'tier') as string | undefined), { timeout: 40_000 })
    expect(await like(page, 'b')).toMatchObject({ status: 'ok' })
    await away(page)
    expect(await back(page)).toBe(true)

    await away(page)
    const other = await browser.newPage()
    await other.goto(server.url)
    await other.waitForFunction(async () => 'tier' in (await window.hearth.ready).state)
    expect(await choose(other, { personalization: 'denied' })).toMatchObject({ personalization: 'denied', erasure: 'erased' })
    // A browser may throw the page out of its cache over the erasure: then it is a page like any other.
    await back(page)
    await expect.poll(() => state(page)).toMatchObject({ status: 'needs-consent', why: 'refused' })
    expect(await like(page, 'c')).toEqual({ status: 'denied', purpose: 'personalization' })
    await expect.poll(() => page.workers().length).toBe(0)
    expect(await other.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))).toEqual(['hearth-consent'])
  } finally {
    await browser.close()
  }
})
