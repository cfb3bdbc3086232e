import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { databases, MOON } from './engine-page.js'
import { expect, test } from './fixtures.js'
import { dist } from './host-site.js'
import { call, openModule } from './module-page.js'

const DAY = 86_400_000
const CATALOG = { catalog: '/catalog/', consent: 'api' } as const

const ASKED: readonly (readonly [string, ...unknown[]])[] = [
  ['record', { kind: 'click', item: 'x' }], ['rank'], ['similar', 'x'], ['topics.suggest'], ['topics.choose', ['x']], ['topics.list'], ['topics.wish', 'x', 'mute'],
  ['history'], ['profile'], ['ledger'], ['releases'], ['quality'], ['isolation'], ['forget', { item: 'x' }], ['forget', 'everything'], ['exportData'], ['importData', '{}'],
  ['pause'], ['resume'], ['unhide', 'x'], ['retention.read'], ['retention.limit', 7], ['budget.read'], ['budget.limit', { year: 1 }],
]

test('without consent every use of data is denied by name, and nothing comes to be', async ({ page, host }) => {
  const server = await host()
  await openModule(page, server, CATALOG)
  for (const choice of [undefined, 'denied'] as const) {
    if (choice !== undefined) expect(await call(page, 'consent.decide', { personalization: choice })).toMatchObject({ status: 'ok', personalization: 'denied', aggregates: 'denied' })
    for (const [method, ...args] of ASKED) expect(await call(page, method, ...args), method).toEqual({ status: 'denied', purpose: 'personalization' })
    expect((await call(page, 'contribute')).status).toMatch(/denied|unavailable/)
    expect(await databases(page)).toEqual(choice === undefined ? [] : ['hearth-consent'])
    expect(page.workers()).toEqual([])
  }
})

test('what is wrong with an input is said with its place, and nothing throws', async ({ page, host }) => {
  const server = await host()
  await openModule(page, server, CATALOG)
  expect(await call(page, 'consent.decide', { personalization: 'yes' })).toMatchObject({ status: 'invalid', path: 'personalization' })
  expect(await call(page, 'consent.decide', { aggregates: 1 })).toMatchObject({ status: 'invalid', path: 'aggregates' })
  expect(await call(page, 'consent.decide')).toMatchObject({ status: 'invalid', path: 'choice' })
  expect(await call(page, 'consent.decide', { aggregates: 'granted' })).toMatchObject({ status: 'invalid', path: 'aggregates' })
  expect(await databases(page)).toEqual([])
  await call(page, 'consent.decide', { personalization: 'granted' })
  const wrong: readonly (readonly [string, readonly unknown[], string])[] = [
    ['record', [], 'record'], ['record', [{ kind: 'press', item: MOON[0] }], 'kind'], ['record', [{ kind: 'click' }], 'item'], ['record', [{ kind: 'click', item: 'nowhere' }], 'item'],
    ['record', [{ kind: 'click', item: { id: 'a' } }], 'item'], ['record', [{ kind: 'click', item: MOON[0], at: 'soon' }], 'at'], ['record', [{ kind: 'dwell', item: MOON[0], dwellMs: -1 }], 'dwellMs'],
    ['rank', [{ items: 'all' }], 'items'], ['rank', [{ items: [{ id: 'a', title: 'A' }, { id: 7 }] }], 'items.1'], ['rank', [{ limit: -1 }], 'limit'], ['rank', [{ exclude: 'a' }], 'exclude'],
    ['similar', ['nowhere'], 'itemId'], ['similar', [], 'itemId'], ['topics.choose', ['moon'], 'ids'], ['topics.choose', [['moon']], 'ids.0'], ['topics.wish', ['moon', 'love'], 'wish'],
    ['forget', [{}], 'forget'], ['forget', ['all'], 'forget'], ['forget', [{ item: 'a', event: 'b' }], 'forget'], ['importData', ['no json'], 'json'], ['importData', ['{"format":"other"}'], 'format'],
    ['retention.limit', [0], 'days'], ['retention.limit', [91], 'days'], ['budget.limit', [{ year: -1 }], 'caps'], ['budget.limit', [{ year: 'all' }], 'caps'],
  ]
  for (const [method, args, path] of wrong) expect(await call(page, method, ...args), `${method} ${JSON.stringify(args)}`).toMatchObject({ status: 'invalid', path })
  const unclonable = await page.evaluate(() => window.engine.record({ kind: 'click', item: { id: 'a', title: 'A', url: (() => '') as never } as never }))
  expect(unclonable).toMatchObject({ status: 'invalid', path: 'input' })
  expect(await call(page, 'history')).toEqual({ status: 'ok', events: [] })
  await call(page, 'close')
  expect(await call(page, 'rank')).toMatchObject({ status: 'unavailable', code: 'closed' })
  expect(await page.evaluate(() => window.engine.state)).toEqual({ status: 'closed' })
})

test('forgetting takes one event, an item, a topic; a hide can be taken back; wishes about topics are kept until the topic is forgotten', async ({ page, host }) => {
  const server = await host()
  await openModule(page, server, CATALOG)
  await call(page, 'consent.decide', { personalization: 'granted' })
  const items = [{ id: 'a', title: 'Harbour cranes', category: 'ports' }, { id: 'b', title: 'A lighthouse keeper', category: 'ports', tags: ['light'] }, { id: 'c', title: 'Bread at dawn', category: 'food' }, { id: 'd', title: 'Nothing in particular' }]
  const ids: unknown[] = []
  for (const item of items) ids.push((await call(page, 'record', { kind: 'like', item }))['id'])
  expect(await call(page, 'record', { kind: 'hide', item: 'c' })).toMatchObject({ status: 'ok' })
  expect(await call(page, 'profile')).toMatchObject({ events: 5, hidden: [{ id: 'c' }] })
  expect(await call(page, 'unhide', 'c')).toMatchObject({ status: 'ok', removed: 1 })
  expect(await call(page, 'profile')).toMatchObject({ events: 4, hidden: [] })
  expect(await call(page, 'forget', { event: ids[0] })).toMatchObject({ status: 'ok', removed: 1 })
  expect(await call(page, 'forget', { event: ids[0] })).toMatchObject({ status: 'ok', removed: 0 })
  expect(await call(page, 'topics.wish', 'ports', 'mute')).toEqual({ status: 'ok' })
  expect(await call(page, 'topics.wish', 'weather', 'boost')).toEqual({ status: 'ok' })
  expect(await call(page, 'topics.list')).toMatchObject({ topics: [{ topic: 'food' }, { topic: 'ports', wish: 'mute' }, { topic: 'weather', strength: 0, events: 0, wish: 'boost' }] })
  expect(await call(page, 'forget', { topic: 'light' })).toMatchObject({ removed: 1 })
  expect(await call(page, 'forget', { topic: 'ports' })).toMatchObject({ removed: 0 })
  expect(await call(page, 'topics.list')).toMatchObject({ topics: [{ topic: 'food', wish: 'none' }, { topic: 'weather', wish: 'boost' }] })
  expect(await call(page, 'forget', { item: 'c' })).toMatchObject({ removed: 1 })
  expect(await call(page, 'history')).toMatchObject({ events: [{ item: { id: 'd' } }] })
})

test('an item that only the history knew goes with it, from the page’s memory too', async ({ page, host }) => {
  const server = await host()
  await openModule(page, server, { consent: 'api' })
  const item = { id: 'only-here', title: 'A story that no catalog holds' }
  const known = async (): Promise<boolean> => {
    await expect.poll(async () => (await call(page, 'rank')).status).toBe('ranked')
    return JSON.stringify(await call(page, 'rank')).includes(`"id":"${item.id}"`)
  }
  for (const [erase, how] of [['forget', { item: item.id }], ['forget', 'everything'], ['consent.decide', { personalization: 'denied' }]] as const) {
    await call(page, 'consent.decide', { personalization: 'granted' })
    await call(page, 'record', { kind: 'click', item })
    expect(await known()).toBe(true)
    await call(page, erase, how)
    await call(page, 'consent.decide', { personalization: 'granted' })
    expect(await known(), erase).toBe(false)
  }
})

test('an item that only the history knew goes from a tab that recorded it, when another forgets it', async ({ page, context, host }) => {
  const server = await host()
  await openModule(page, server, { consent: 'api' })
  const item = { id: 'only-here', title: 'A story that no catalog holds' }
  await call(page, 'consent.decide', { personalization: 'granted' })
  await call(page, 'record', { kind: 'click', item })
  const known = async (): Promise<boolean> => JSON.stringify(await call(page, 'rank')).includes(`"id":"${item.id}"`)
  expect(await known()).toBe(true)
  const other = await context.newPage()
  await openModule(other, server, { consent: 'api' })
  await expect.poll(async () => (await call(other, 'forget', { item: item.id }))['status']).toBe('ok')
  await expect.poll(known).toBe(false)
})

test('an export is taken in on another device after consent there, once, and without what only its own browser may hold', async ({ page, browser, host }) => {
  const server = await host()
  await openModule(page, server, CATALOG)
  await call(page, 'consent.decide', { personalization: 'granted' })
  for (const item of MOON.slice(0, 3)) await call(page, 'record', { kind: 'like', item })
  await call(page, 'topics.wish', 'space', 'boost')
  const { json } = await call(page, 'exportData')
  const exported = JSON.parse(String(json)) as { readonly events: unknown[]; readonly receipts: unknown[] }
  expect(exported).toMatchObject({ format: 'hearth-export', version: 1, consent: { personalization: 'granted' }, wishes: { space: 'boost' }, ledger: { status: 'ok' }, releases: [] })
  expect(exported.receipts).toHaveLength(1)
  const valid = new Ajv().compile(JSON.parse(readFileSync(join(dist, 'assets/schemas/export.schema.json'), 'utf8')) as object)
  expect(valid(exported), JSON.stringify(valid.errors)).toBe(true)

  const context = await browser.newContext()
  const device = await context.newPage()
  await openModule(device, server, CATALOG)
  expect(await call(device, 'importData', json)).toEqual({ status: 'denied', purpose: 'personalization' })
  await call(device, 'consent.decide', { personalization: 'granted' })
  const old = { id: 'f'.repeat(24), kind: 'click', item: { id: 'old', title: 'Old' }, at: Date.now() - 100 * DAY }
  const withMore = JSON.stringify({ ...exported, events: [...exported.events, old, { id: 'nonsense' }] })
  expect(await call(device, 'importData', withMore)).toEqual({ status: 'ok', imported: 3, skipped: 2 })
  expect(await call(device, 'importData', json)).toEqual({ status: 'ok', imported: 0, skipped: 3 })
  expect(await call(device, 'history')).toMatchObject({ events: [...MOON.slice(0, 3)].reverse().map((id) => ({ item: { id } })) })
  expect(await call(device, 'topics.list')).toMatchObject({ topics: expect.arrayContaining([expect.objectContaining({ topic: 'space', wish: 'boost' })]) })
  const [mine] = ((await call(page, 'consent.receipts'))['receipts'] ?? []) as { readonly id: string }[]
  const [theirs] = ((await call(device, 'consent.receipts'))['receipts'] ?? []) as { readonly id: string }[]
  expect(theirs?.id).not.toBe(mine?.id)
  await context.close()
})

const stored = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const open = indexedDB.open('hearth-history')
    open.onerror = () => reject(open.error ?? new Error('no database'))
    open.onsuccess = () => {
      const count = open.result.transaction('events').objectStore('events').count()
      count.onsuccess = () => {
        open.result.close()
        resolve(count.result)
      }
    }
  })

test('what is past its time is deleted from the database at the start, also while paused; site and visitor may only shorten it', async ({ page, host }) => {
  const server = await host()
  await openModule(page, server, CATALOG)
  await call(page, 'consent.decide', { personalization: 'granted' })
  const now = Date.now()
  for (const [days, item] of [[80, MOON[0]], [40, MOON[1]], [5, MOON[2]]] as const) expect(await call(page, 'record', { kind: 'like', item, at: now - days * DAY })).toMatchObject({ status: 'ok' })
  expect(await call(page, 'record', { kind: 'like', item: MOON[3], at: now - 91 * DAY })).toEqual({ status: 'ignored', why: 'expired' })
  expect(await call(page, 'retention.read')).toEqual({ status: 'ok', days: 90, site: 90 })
  await call(page, 'pause')
  await page.reload()
  await openModule(page, server, { ...CATALOG, clockOffsetMs: 15 * DAY })
  expect(await page.evaluate(() => window.engine.state)).toMatchObject({ status: 'paused', why: 'visitor' })
  await expect.poll(() => page.evaluate(stored)).toBe(2)
  await call(page, 'resume')
  expect(await call(page, 'retention.limit', 30)).toEqual({ status: 'ok', days: 30, site: 90, visitor: 30 })
  expect(await page.evaluate(stored)).toBe(1)
  expect(await call(page, 'forget', 'everything')).toMatchObject({ status: 'erased', found: [] })
  expect(await call(page, 'retention.read')).toMatchObject({ days: 30 })
  await page.reload()
  await openModule(page, server, { ...CATALOG, retentionDays: 7 })
  expect(await call(page, 'retention.read')).toEqual({ status: 'ok', days: 7, site: 7, visitor: 30 })
  expect(await call(page, 'record', { kind: 'like', item: MOON[0], at: now - 8 * DAY })).toEqual({ status: 'ignored', why: 'expired' })
  expect(await call(page, 'retention.limit')).toEqual({ status: 'ok', days: 7, site: 7 })
  // The budget likewise: the site's caps can only lower ours, the visitor's only the site's, and what is looked at holds.
  const [site, low] = [{ report: 1_000_000, epoch: 1_500_000, year: 12_000_000 }, { report: 1_000_000, epoch: 500_000, year: 0 }]
  await page.reload()
  await openModule(page, server, { ...CATALOG, caps: { report: 3, epoch: 1.5 } })
  expect(await call(page, 'budget.read')).toEqual({ status: 'ok', caps: site, site })
  expect(await call(page, 'budget.limit', { epoch: 0.5, year: 0 })).toEqual({ status: 'ok', caps: low, site, visitor: { epoch: 500_000, year: 0 } })
  expect(await call(page, 'ledger')).toMatchObject({ caps: low })
  expect(await call(page, 'budget.limit')).toEqual({ status: 'ok', caps: site, site })
})
