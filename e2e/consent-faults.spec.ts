import type { Page } from '@playwright/test'
import { databases, otherStorage } from './engine-page.js'
import { expect, test } from './fixtures.js'
import { call, openModule } from './module-page.js'

const DAY = 86_400_000
const API = { consent: 'api' } as const
const GRANT = { personalization: 'granted' } as const
const ITEM = { id: 'a', title: 'A story' }
const state = (page: Page): Promise<unknown> => page.evaluate(() => window.engine.state)

test('no room on the disk for the choice: nothing is allowed, and the answer says why', async ({ page, context, host }) => {
  const server = await host()
  const session = await context.newCDPSession(page)
  await session.send('Storage.overrideQuotaForOrigin', { origin: server.url, quotaSize: 1 })
  await openModule(page, server, API)
  const answer = await call(page, 'consent.decide', GRANT)
  expect(answer).toMatchObject({ status: 'unavailable', code: expect.stringMatching(/storage-(full|refused)/) })
  expect(await state(page)).toMatchObject({ status: 'needs-consent' })
  expect(page.workers()).toEqual([])
})

test('no room on the disk for a withdrawal: it withdraws all the same', async ({ page, host }) => {
  const server = await host()
  await openModule(page, server, API)
  await call(page, 'consent.decide', GRANT)
  await call(page, 'record', { kind: 'like', item: ITEM })
  await page.evaluate(() => {
    IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError') }
  })
  expect(await call(page, 'consent.decide', { personalization: 'denied' })).toMatchObject({ status: 'ok', personalization: 'pending', erasure: 'erased' })
  expect(await databases(page)).not.toContain('hearth-history')
  expect(await call(page, 'rank')).toEqual({ status: 'denied', purpose: 'personalization' })
})

test('storage that the browser threw away is noticed at the next use, and said', async ({ page, context, host }) => {
  const server = await host()
  await openModule(page, server, API)
  await call(page, 'consent.decide', GRANT)
  await call(page, 'record', { kind: 'like', item: ITEM })
  const session = await context.newCDPSession(page)
  await session.send('Storage.clearDataForOrigin', { origin: server.url, storageTypes: 'all' })
  expect(await call(page, 'record', { kind: 'like', item: { id: 'b', title: 'B' } })).toEqual({ status: 'denied', purpose: 'personalization' })
  await expect.poll(() => state(page)).toEqual({ status: 'needs-consent', why: 'choice-gone' })
  expect(await databases(page)).not.toContain('hearth-history')
})

test('the history alone thrown away: the grant stands, the loss is noticed and said, and what is erased here is no loss', async ({ page, context, host }) => {
  const server = await host()
  await openModule(page, server, API)
  await call(page, 'consent.decide', GRANT)
  await call(page, 'record', { kind: 'like', item: ITEM })
  // Begun by many calls of two tabs at once, it is begun and not lost.
  const second = await context.newPage()
  await openModule(second, server, API)
  await call(page, 'forget', 'everything')
  await Promise.all([page, second].flatMap((tab) => [call(tab, 'history'), call(tab, 'record', { kind: 'like', item: ITEM }), call(tab, 'rank'), call(tab, 'topics.wish', 'x', 'boost'), call(tab, 'history')]))
  expect(Object.keys(await call(second, 'history'))).not.toContain('lost')
  await second.close()
  await call(page, 'forget', 'everything')
  await call(page, 'record', { kind: 'like', item: ITEM })

  const session = await context.newCDPSession(page)
  const throwAway = (): Promise<unknown> => session.send('IndexedDB.deleteDatabase', { securityOrigin: server.url, databaseName: 'hearth-history' })
  const reopen = async (): Promise<void> => {
    await page.reload()
    await openModule(page, server, API)
  }

  // Under the running worker's hands.
  await throwAway()
  expect(await call(page, 'history')).toEqual({ status: 'ok', events: [], lost: expect.any(Number) })
  await expect.poll(() => state(page)).toMatchObject({ status: 'ready', why: 'history-gone' })
  expect(await call(page, 'consent.read')).toMatchObject({ personalization: 'granted' })
  expect(await call(page, 'record', { kind: 'like', item: { id: 'b', title: 'B' } })).toMatchObject({ status: 'ok' })
  const told = (await call(page, 'history')) as { readonly lost?: number }
  expect(told).toMatchObject({ events: [{ item: { id: 'b' } }], lost: expect.any(Number) })

  // Told once by the state, and kept with the history from then on.
  await reopen()
  expect(await call(page, 'history')).toMatchObject({ events: [{ item: { id: 'b' } }], lost: told.lost })
  expect(await state(page)).not.toMatchObject({ why: 'history-gone' })

  // While no page is open: the first use makes a new database, and still says so.
  await page.goto(`${server.url}/hearth/manifest.json`)
  await throwAway()
  await page.goto(`${server.url}/blank`)
  await openModule(page, server, API)
  await call(page, 'record', { kind: 'like', item: { id: 'c', title: 'C' } })
  await expect.poll(() => state(page)).toMatchObject({ why: 'history-gone' })
  const again = (await call(page, 'history')) as { readonly lost?: number }
  expect(again.lost ?? 0).toBeGreaterThan(told.lost ?? Infinity)

  // What the visitor erases is not missed.
  await call(page, 'forget', 'everything')
  expect(await call(page, 'history')).toEqual({ status: 'ok', events: [] })
  await reopen()
  await call(page, 'record', { kind: 'like', item: ITEM })
  expect(await call(page, 'history')).toMatchObject({ status: 'ok', events: [{ item: { id: 'a' } }] })
  expect(Object.hasOwn(await call(page, 'history'), 'lost')).toBe(false)
  await call(page, 'consent.decide', { personalization: 'denied' })
  await call(page, 'consent.decide', GRANT)
  expect(await call(page, 'history')).toEqual({ status: 'ok', events: [] })
})

test('a page with older code steps aside when a newer one has changed the databases', async ({ page, context, host }) => {
  const server = await host()
  await openModule(page, server, API)
  await call(page, 'consent.decide', GRANT)
  const newer = await context.newPage()
  await newer.goto(`${server.url}/blank`)
  for (const name of ['hearth-consent', 'hearth-history']) {
    await newer.evaluate((database) => new Promise<void>((resolve, reject) => {
      const open = indexedDB.open(database, 99)
      open.onblocked = () => reject(new Error('blocked'))
      open.onerror = () => reject(open.error ?? new Error('failed'))
      open.onsuccess = () => { open.result.close(); resolve() }
    }), name)
  }
  expect((await call(page, 'record', { kind: 'like', item: ITEM })).status).toMatch(/denied|unavailable/)
  await page.evaluate(() => window.engine.resume())
  await expect.poll(() => state(page)).toMatchObject({ status: 'unavailable', why: 'newer-version' })
  expect(await call(page, 'consent.decide', GRANT)).toMatchObject({ status: 'unavailable', code: 'newer-version' })
  // The driver hears of a worker's end a moment later.
  await expect.poll(() => page.workers()).toEqual([])
})

test('two sites on one origin know nothing of each other, and one erases only its own', async ({ page, context, host }) => {
  const server = await host()
  await openModule(page, server, { ...API, namespace: 'one' })
  const other = await context.newPage()
  await openModule(other, server, { ...API, namespace: 'two' })
  await call(page, 'consent.decide', GRANT)
  expect(await state(other)).toEqual({ status: 'needs-consent' })
  await call(other, 'consent.decide', GRANT)
  await call(page, 'record', { kind: 'like', item: ITEM })
  await call(other, 'record', { kind: 'like', item: { id: 'b', title: 'B' } })
  // Fetched files are kept when the first order stands and the page is idle.
  await expect.poll(() => otherStorage(page)).toEqual(expect.arrayContaining(['hearth-assets:one', 'hearth-assets:two']))
  await call(page, 'consent.decide', { personalization: 'denied' })
  expect(await databases(page)).toEqual(['hearth-consent:one', 'hearth-consent:two', 'hearth-history:two'])
  expect(await otherStorage(page)).toEqual(['hearth-assets:two'])
  expect(await call(other, 'history')).toMatchObject({ events: [{ item: { id: 'b' } }] })
})

test('a page that writes its document anew loses the frame: the next call finds new workers and the whole history', async ({ page, host }) => {
  const server = await host()
  await openModule(page, server, API)
  await call(page, 'consent.decide', GRANT)
  await call(page, 'record', { kind: 'like', item: ITEM })
  await page.evaluate(() => { document.documentElement.replaceChildren(document.createElement('head'), document.createElement('body')) })
  expect(await call(page, 'history')).toMatchObject({ status: 'ok', events: [{ item: { id: 'a' } }] })
  expect(await call(page, 'record', { kind: 'like', item: { id: 'b', title: 'B' } })).toMatchObject({ status: 'ok' })
})

test('noise sent to the worker changes nothing, and reaches nothing but its flat facade', async ({ page, host }) => {
  const server = await host()
  await page.addInitScript(() => {
    const Native = Worker
    const spawned: Worker[] = []
    Object.assign(window, { spawned, Worker: class extends Native { constructor(...args: ConstructorParameters<typeof Worker>) { super(...args); spawned.push(this) } } })
  })
  await openModule(page, server, { ...API, form: 'header' })
  await call(page, 'consent.decide', GRANT)
  await call(page, 'record', { kind: 'like', item: ITEM })
  const answers = await page.evaluate(async () => {
    const [worker] = Reflect.get(window, 'spawned') as Worker[]
    const noise: unknown[] = [null, 7, 'start', [], {}, { id: 'x' }, { type: 'APPLY' }, { id: 'a', type: 'APPLY', path: ['nothing'], argumentList: [] }, { id: 'b', type: 'GET', path: ['__proto__'] },
      { id: 'c', type: 'SET', path: ['record'], value: { type: 'RAW', value: 1 } }, { id: 'd', type: 'CONSTRUCT', path: ['rank', 'constructor'], argumentList: [{ type: 'RAW', value: 'return 1' }] },
      { id: 'e', type: 'APPLY', path: ['rank', 'constructor'], argumentList: [{ type: 'RAW', value: 'return fetch' }] }, { id: 'f', type: 'ENDPOINT', path: [] }, { id: 'g', type: 'RELEASE', path: [] }]
    const heard: unknown[] = []
    worker?.addEventListener('message', ({ data }) => heard.push(data?.value))
    for (const one of noise) worker?.postMessage(one)
    await new Promise((resolve) => setTimeout(resolve, 500))
    return JSON.stringify(heard)
  })
  expect(answers).not.toContain('A story')
  expect(await call(page, 'history')).toMatchObject({ status: 'ok', events: [{ item: { id: 'a' } }] })
  expect(await call(page, 'record', { kind: 'like', item: { id: 'b', title: 'B' } })).toMatchObject({ status: 'ok' })
})

test('two policy versions open in two tabs: what the one allowed is erased before the other allows, and neither uses the other’s grant', async ({ page, context, host }) => {
  const server = await host()
  await openModule(page, server, { ...API, policyVersion: '1' })
  await call(page, 'consent.decide', GRANT)
  await call(page, 'record', { kind: 'like', item: ITEM })
  const other = await context.newPage()
  await openModule(other, server, { ...API, policyVersion: '2' })
  expect(await state(other)).toEqual({ status: 'needs-consent', why: 'policy-changed' })
  expect(await databases(other)).not.toContain('hearth-history')
  expect(await call(page, 'record', { kind: 'like', item: ITEM })).toEqual({ status: 'denied', purpose: 'personalization' })
  await call(other, 'consent.decide', GRANT)
  await call(other, 'record', { kind: 'like', item: { id: 'two', title: 'Two' } })
  expect(await call(page, 'rank')).toEqual({ status: 'denied', purpose: 'personalization' })
  await call(page, 'consent.decide', GRANT)
  expect(await call(page, 'history')).toEqual({ status: 'ok', events: [] })
  expect((await call(other, 'history')).status).toBe('denied')
})

test('a clock moved back leaves the choice as it was; one moved six months on ends it while the page is open', async ({ page, context, host }) => {
  const server = await host()
  await openModule(page, server, API)
  await call(page, 'consent.decide', GRANT)
  await page.reload()
  await openModule(page, server, { ...API, clockOffsetMs: -400 * DAY })
  await expect.poll(() => state(page)).toMatchObject({ status: 'ready' })
  const later = await context.newPage()
  await openModule(later, server, { ...API, clockOffsetMs: 190 * DAY })
  expect(await state(later)).toEqual({ status: 'needs-consent', why: 'expired' })
  await expect.poll(async () => (await call(page, 'rank')).status).toBe('denied')
})

/** Overwrites what is stored, as a damaged disk would. */
const damage = (page: Page, database: string, store: string, value: object | string, key?: string | number): Promise<void> =>
  page.evaluate(([database, store, value, key]) => new Promise<void>((resolve, reject) => {
    const opening = indexedDB.open(database)
    opening.onsuccess = () => {
      const tx = opening.result.transaction(store, 'readwrite')
      tx.objectStore(store).put(value, key)
      tx.oncomplete = () => { opening.result.close(); resolve() }
      tx.onerror = () => reject(new Error(String(tx.error)))
    }
    opening.onerror = () => reject(new Error(String(opening.error)))
  }), [database, store, value, key] as const)

test('records that were damaged are left out, the rest is there; a damaged ledger answers nothing and does not stand in the way of forgetting or withdrawing', async ({ page, host }) => {
  const server = await host()
  await openModule(page, server, API)
  await call(page, 'consent.decide', { personalization: 'granted', aggregates: 'granted' })
  await call(page, 'record', { kind: 'like', item: ITEM })
  await page.goto(`${server.url}/hearth/manifest.json`)
  await damage(page, 'hearth-history', 'events', { id: 'x', sealed: 'junk' })
  await damage(page, 'hearth-history', 'state', 'junk', 'current')
  await damage(page, 'hearth-history', 'vectors', 'junk', 1)
  await damage(page, 'hearth-consent', 'reports', { reportId: 'x', bytes: 'junk', state: 'waiting' })
  await damage(page, 'hearth-consent', 'ledger', { version: 1, debits: [{ microEpsilon: 'none' }] }, 'current')
  await openModule(page, server, API)
  expect(await call(page, 'history')).toMatchObject({ status: 'ok', events: [{ item: ITEM }] })
  expect(await call(page, 'rank')).toMatchObject({ status: 'ranked' })
  expect(await call(page, 'releases')).toEqual({ status: 'ok', releases: [] })
  expect(await call(page, 'ledger')).toMatchObject({ status: 'ok', notBefore: expect.stringMatching(/^\d{4}-\d\d$/) })
  expect(await call(page, 'exportData')).toMatchObject({ status: 'ok' })
  expect(await call(page, 'forget', 'everything')).toMatchObject({ status: 'erased' })
  await damage(page, 'hearth-consent', 'ledger', 'junk', 'current')
  expect(await call(page, 'consent.decide', { personalization: 'denied' })).toMatchObject({ status: 'ok', personalization: 'denied', erasure: 'erased' })
  expect(await call(page, 'consent.read')).toMatchObject({ personalization: 'denied' })
  expect(await databases(page)).toEqual(['hearth-consent'])
})

test('an erasure that was cut short is finished at the next start: no history is there without a grant', async ({ page, host }) => {
  const server = await host()
  await page.goto(`${server.url}/blank`)
  await page.evaluate(() => new Promise<void>((resolve) => {
    const open = indexedDB.open('hearth-history', 1)
    open.onupgradeneeded = () => { for (const name of ['events', 'keys', 'vectors', 'state']) open.result.createObjectStore(name) }
    open.onsuccess = () => { open.result.close(); resolve() }
  }))
  await openModule(page, server, API)
  await expect.poll(() => databases(page)).toEqual([])
})
