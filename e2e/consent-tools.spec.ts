import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { databases, QUIET } from './engine-page.js'
import { expect, test } from './fixtures.js'

const cookieconsent = readFileSync(fileURLToPath(new URL('../node_modules/vanilla-cookieconsent/dist/cookieconsent.umd.js', import.meta.url)), 'utf8')
const CMP = QUIET.replace('"api"', '"cmp"')

const state = (page: Page): Promise<{ readonly status: string; readonly why?: string }> => page.evaluate(async () => (await window.hearth.ready).state)
const choice = (page: Page): Promise<Record<string, unknown>> => page.evaluate(async () => ({ ...(await (await window.hearth.ready).consent.read()) }))
const record = (page: Page, id: string): Promise<string> => page.evaluate(async (name) => (await (await window.hearth.ready).record({ kind: 'like', item: { id: name, title: `Story ${name}` } as never })).status, id)

/** A consent tool that speaks TCF, as a test drives it: it tells its listeners whatever the test says. */
function fakeTcf(first: object | undefined): void {
  const listeners: ((answer: unknown, success: boolean) => void)[] = []
  Object.assign(window, {
    tell: (answer: object, success = true) => { for (const listener of listeners) listener({ listenerId: 1, ...answer }, success) },
    __tcfapi: (command: string, version: number, callback: (answer: unknown, success: boolean) => void) => {
      if (command !== 'addEventListener' || version !== 2) return
      listeners.push(callback)
      if (first !== undefined) callback({ listenerId: 1, ...first }, true)
    },
  })
}
const tell = (page: Page, answer: object, success = true): Promise<void> => page.evaluate(([given, good]) => { (Reflect.get(window, 'tell') as (answer: unknown, success: unknown) => void)(given, good) }, [answer, success] as const)
const consents = (...purposes: readonly number[]): object => ({ purpose: { consents: Object.fromEntries(Array.from({ length: 11 }, (_, index) => [String(index + 1), purposes.includes(index + 1)])), legitimateInterests: { 5: true, 6: true } } })
const YES = { eventStatus: 'useractioncomplete', gdprApplies: true, cmpStatus: 'loaded', ...consents(1, 5, 6, 7) }
const NO = { ...YES, ...consents(1, 7) }

test('TCF: silence is no; a plain yes grants; another no withdraws; an error or silence on the next visit pauses', async ({ page, host }) => {
  const server = await host({ attributes: CMP })
  await page.addInitScript(fakeTcf, { eventStatus: 'cmpuishown', gdprApplies: true, ...consents() })
  await page.goto(server.url)
  await expect.poll(() => state(page)).toEqual({ status: 'needs-consent' })
  for (const silent of [{ ...YES, gdprApplies: false }, { ...YES, eventStatus: 'cmpuishown' }, { ...YES, cmpStatus: 'error' }, { eventStatus: 'tcloaded', gdprApplies: true }]) await tell(page, silent)
  await tell(page, YES, false)
  await page.waitForTimeout(300)
  expect(await databases(page)).toEqual([])
  await tell(page, YES)
  await expect.poll(async () => (await state(page)).status).toBe('ready')
  expect(await choice(page)).toMatchObject({ personalization: 'granted', aggregates: 'denied', source: 'cmp' })
  expect(await record(page, 'a')).toBe('ok')
  await page.reload()
  await expect.poll(() => state(page)).toEqual({ status: 'paused', why: 'cmp-silent' })
  expect(await record(page, 'b')).toBe('unavailable')
  await tell(page, { ...YES, eventStatus: 'tcloaded', ...consents(1, 5, 6, 9) })
  await expect.poll(async () => (await state(page)).status).toBe('ready')
  expect(await choice(page)).toMatchObject({ personalization: 'granted', aggregates: 'granted' })
  expect(await page.evaluate(async () => (await window.hearth.ready).history())).toMatchObject({ events: [{ item: { id: 'a' } }] })
  await tell(page, NO)
  await expect.poll(() => state(page)).toEqual({ status: 'needs-consent', why: 'refused' })
  await expect.poll(() => databases(page)).toEqual(['hearth-consent'])
})

test('a tool that flips its answer many times ends on its last word, and each no erases', async ({ page, host }) => {
  const server = await host({ attributes: CMP })
  await page.addInitScript(fakeTcf, undefined)
  await page.goto(server.url)
  await page.waitForFunction(() => !Array.isArray(window.hearth))
  for (const last of [NO, YES]) {
    await tell(page, YES)
    await expect.poll(async () => (await state(page)).status).toBe('ready')
    await record(page, 'flip')
    await page.evaluate(([yes, no, end]) => {
      const speak = Reflect.get(window, 'tell') as (answer: unknown) => void
      for (let turn = 0; turn < 5; turn++) { speak(no); speak(yes) }
      speak(no)
      if (end === 'yes') speak(yes)
    }, [YES, NO, last === YES ? 'yes' : 'no'] as const)
    if (last === NO) {
      await expect.poll(() => databases(page), { timeout: 30_000 }).toEqual(['hearth-consent'])
      await expect.poll(() => state(page), { timeout: 30_000 }).toEqual({ status: 'needs-consent', why: 'refused' })
      await page.waitForTimeout(500)
      expect(await state(page)).toEqual({ status: 'needs-consent', why: 'refused' })
    } else {
      // Granted in between too, each time with a new history.
      await page.waitForTimeout(3000)
      await expect.poll(() => page.evaluate(async () => (await window.hearth.ready).history()), { timeout: 60_000 }).toEqual({ status: 'ok', events: [] })
      await expect.poll(async () => (await choice(page))['personalization']).toBe('granted')
    }
  }
})

test('a no is not held up by what the yes before it is still fetching', async ({ page, host }) => {
  const server = await host({ attributes: CMP })
  await page.addInitScript(fakeTcf, undefined)
  await page.route('**/engine*.js', () => new Promise<void>(() => undefined))
  await page.goto(server.url)
  await page.waitForFunction(() => !Array.isArray(window.hearth))
  await tell(page, YES)
  await expect.poll(async () => (await choice(page))['personalization']).toBe('granted')
  expect(await state(page)).toEqual({ status: 'loading' })
  await tell(page, NO)
  await expect.poll(() => state(page)).toEqual({ status: 'needs-consent', why: 'refused' })
  expect(await choice(page)).toMatchObject({ personalization: 'denied', source: 'cmp' })
})

test('a tool that repeats its yes on the next visit does not override a refusal given here; one that changes its mind does', async ({ page, host }) => {
  const server = await host({ attributes: CMP })
  await page.addInitScript(fakeTcf, { ...YES, eventStatus: 'tcloaded' })
  await page.goto(server.url)
  await expect.poll(async () => (await state(page)).status).toBe('ready')
  await page.evaluate(async () => (await window.hearth.ready).consent.decide({ personalization: 'denied' }, { source: 'centre' }))
  await page.reload()
  await expect.poll(() => state(page)).toEqual({ status: 'needs-consent', why: 'refused' })
  await page.waitForTimeout(500)
  expect((await state(page)).status).toBe('needs-consent')
  await tell(page, NO)
  await tell(page, YES)
  await expect.poll(async () => (await state(page)).status).toBe('ready')
})

test('a tool that loads late is heard; one that throws at every touch is silent, and nothing of it reaches the page', async ({ page, context, host }) => {
  const server = await host({ attributes: CMP })
  const reached: string[] = []
  await page.goto(server.url)
  await expect.poll(() => state(page)).toEqual({ status: 'needs-consent' })
  await page.waitForTimeout(2500)
  await page.evaluate(fakeTcf, { ...YES, eventStatus: 'tcloaded' })
  await expect.poll(async () => (await state(page)).status).toBe('ready')

  // On the next visit it fails: what it granted is paused, not lost.
  const next = await context.newPage()
  next.on('pageerror', (error) => reached.push(error.message))
  await next.addInitScript(() => { Object.assign(window, { __tcfapi: () => { throw new Error('broken tool') } }) })
  await next.goto(server.url)
  await expect.poll(() => state(next)).toEqual({ status: 'paused', why: 'cmp-silent' })
  expect(await choice(next)).toMatchObject({ personalization: 'granted', source: 'cmp' })
  expect(reached).toEqual([])
})

test('Google Consent Mode: a default is no choice; an update is', async ({ page, host }) => {
  const server = await host({ attributes: CMP })
  await page.addInitScript(() => {
    const layer: unknown[] = []
    const gtag = (...args: unknown[]): void => { layer.push(Object.assign({ length: args.length }, args)) }
    gtag('consent', 'default', { personalization_storage: 'granted', analytics_storage: 'granted' })
    Object.assign(window, { dataLayer: layer, gtag })
  })
  await page.goto(server.url)
  await page.waitForTimeout(800)
  expect(await state(page)).toEqual({ status: 'needs-consent' })
  const update = (values: object): Promise<void> => page.evaluate((given) => { (Reflect.get(window, 'gtag') as (...args: unknown[]) => void)('consent', 'update', given) }, values)
  await update({ ad_storage: 'granted' })
  await page.waitForTimeout(200)
  expect(await databases(page)).toEqual([])
  await update({ personalization_storage: 'granted', analytics_storage: 'denied' })
  await expect.poll(async () => (await state(page)).status).toBe('ready')
  expect(await choice(page)).toMatchObject({ personalization: 'granted', aggregates: 'denied', source: 'cmp' })
  await update({ personalization_storage: 'denied' })
  await expect.poll(() => state(page)).toEqual({ status: 'needs-consent', why: 'refused' })
})

test('vanilla-cookieconsent, the real one: accepted it grants, remembered it goes on, taken back it withdraws', async ({ page, host }) => {
  const server = await host({ attributes: CMP })
  await page.route('**/cookieconsent.js', (route) => route.fulfill({ contentType: 'text/javascript', body: cookieconsent }))
  await page.route(`${server.url}/`, async (route) => {
    const answer = await route.fetch()
    const run = 'CookieConsent.run({ hideFromBots: false, categories: { necessary: { enabled: true, readOnly: true }, personalization: {}, ads: {} }, language: { default: "en", translations: { en: { consentModal: { title: "Cookies", acceptAllBtn: "Accept all", acceptNecessaryBtn: "Reject all" }, preferencesModal: { title: "Preferences", acceptAllBtn: "Accept", savePreferencesBtn: "Save", sections: [] } } } } })'
    await route.fulfill({ response: answer, body: (await answer.text()).replace('<body>', `<body><script src="/cookieconsent.js"></script><script>${run}</script>`) })
  })
  await page.goto(server.url)
  await page.waitForTimeout(800)
  expect(await state(page)).toEqual({ status: 'needs-consent' })
  await page.getByRole('button', { name: 'Accept all' }).click()
  await expect.poll(async () => (await state(page)).status).toBe('ready')
  expect(await record(page, 'a')).toBe('ok')
  await page.reload()
  await expect.poll(async () => (await state(page)).status).toBe('ready')
  expect(await choice(page)).toMatchObject({ source: 'cmp', personalization: 'granted', aggregates: 'denied' })
  await page.evaluate(() => { (Reflect.get(window, 'CookieConsent') as { acceptCategory(names: string[]): void }).acceptCategory(['ads']) })
  await expect.poll(() => state(page)).toEqual({ status: 'needs-consent', why: 'refused' })
  await expect.poll(() => databases(page)).toEqual(['hearth-consent'])
})

test('three lines adapt any other tool, and its silence on the next visit pauses', async ({ page, host }) => {
  const server = await host({ attributes: CMP })
  await page.goto(server.url)
  const adapt = (allowed: boolean): Promise<void> =>
    page.evaluate((answer) => {
      const hearth: unknown = (Reflect.get(window, 'hearth') as unknown) ?? []
      Object.assign(window, { hearth })
      ;(hearth as { push(call: unknown): void }).push(['consent', { personalization: answer ? 'granted' : 'denied' }, 'cmp'])
    }, allowed)
  await page.waitForFunction(() => !Array.isArray(window.hearth))
  await adapt(true)
  await expect.poll(async () => (await state(page)).status).toBe('ready')
  await page.reload()
  await expect.poll(() => state(page)).toEqual({ status: 'paused', why: 'cmp-silent' })
  await adapt(true)
  await expect.poll(async () => (await state(page)).status).toBe('ready')
  await adapt(false)
  await expect.poll(() => state(page)).toEqual({ status: 'needs-consent', why: 'refused' })
})
