import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { fileDigest } from '../src/cli/file-digest.js'
import { MOON, QUIET, allow, read } from './engine-page.js'
import { expect, test } from './fixtures.js'
import { dist } from './host-site.js'
import type { RecordingServer } from './recording-server.js'

const STORIES = '<main data-hearth-slot="top">' + ['a', 'b', 'c'].map((id) => `<article data-hearth-item="${id}"><h2><a href="#${id}">Story ${id}</a></h2></article>`).join('') + '</main>'

/** Opens a host page and collects whatever reaches it: uncaught errors, rejections, console errors of Hearth's. */
async function open(page: Page, server: RecordingServer): Promise<readonly string[]> {
  const reached: string[] = []
  page.on('pageerror', (error) => reached.push(error.message))
  await page.addInitScript(() => addEventListener('unhandledrejection', (event) => console.error(`unhandled ${String(event.reason)}`)))
  page.on('console', (message) => {
    if (message.text().startsWith('unhandled')) reached.push(message.text())
  })
  await page.goto(server.url)
  return reached
}

const order = (page: Page): Promise<readonly string[]> => page.locator('[data-hearth-item]').evaluateAll((found) => found.map((one) => one.getAttribute('data-hearth-item') ?? ''))

/** Serves a changed file in place of the published one, manifest untouched: what a bad deploy or a hostile proxy does. */
async function corrupt(page: Page, file: string, change: (bytes: Buffer) => Buffer): Promise<void> {
  await page.route(`**/${file}`, async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ response: answer, body: change(await answer.body()) })
  })
}

const flipped = (bytes: Buffer): Buffer => {
  const copy = Buffer.from(bytes)
  copy[copy.length >> 1] = (copy[copy.length >> 1] ?? 0) ^ 1
  return copy
}

test('a corrupt static model is refused; the catalog still ranks, and the state says why', async ({ page, host }) => {
  const server = await host({ attributes: QUIET, body: STORIES })
  await corrupt(page, 'static.bin', flipped)
  const reached = await open(page, server)
  expect(await allow(page)).toMatchObject({ status: 'degraded', tier: 'static', why: 'asset-corrupt', message: expect.stringContaining('static.bin') })
  await read(page, MOON.slice(0, 3))
  expect(await page.evaluate(async () => (await window.hearth.ready).rank({ limit: 3 }))).toMatchObject({ status: 'ranked', items: [{}, {}, {}], learning: 'prior' })
  // Which weights rank is in the state from the first ranking on.
  expect(await page.evaluate(async () => (await window.hearth.ready).state)).toMatchObject({ status: 'degraded', learning: 'prior' })
  expect(reached).toEqual([])
})

test('a truncated transformer is refused: the static tier stays, and the state says why', async ({ page, host }) => {
  const server = await host({ attributes: QUIET })
  await corrupt(page, 'minilm.weights', (bytes) => bytes.subarray(0, 1_000_000))
  const reached = await open(page, server)
  expect(await allow(page)).toMatchObject({ status: 'ready', tier: 'static' })
  await expect.poll(() => page.evaluate(async () => (await window.hearth.ready).state), { timeout: 30_000 }).toMatchObject({ status: 'degraded', tier: 'static', why: 'asset-corrupt', message: expect.stringContaining('minilm.weights') })
  expect(await page.evaluate(async () => (await (await window.hearth.ready).rank({ limit: 3 })).status)).toBe('ranked')
  expect(reached).toEqual([])
})

test('a worker that was changed where it is served, and the manifest with it, is not the one that the tag stands for', async ({ page, host }) => {
  const server = await host({ attributes: QUIET, body: STORIES })
  const changed = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.from('\n;')])
  const digest = fileDigest(changed(readFileSync(join(dist, 'worker.js'))))
  await corrupt(page, 'worker.js', changed)
  await corrupt(page, 'manifest.json', (bytes) => {
    const manifest = JSON.parse(bytes.toString()) as { readonly files: Record<string, unknown> }
    return Buffer.from(JSON.stringify({ ...manifest, files: { ...manifest.files, 'worker.js': digest } }))
  })
  await open(page, server)
  expect(await allow(page)).toMatchObject({ status: 'unavailable', why: 'asset-corrupt', message: expect.stringContaining('worker.js') })
  expect(page.workers()).toEqual([])
  expect(await order(page)).toEqual(['a', 'b', 'c'])
})

test('worker.js is not there: unavailable, the page keeps its order', async ({ page, host }) => {
  const server = await host({ attributes: QUIET, body: STORIES })
  await page.route('**/worker.js', (route) => route.fulfill({ status: 404, body: 'gone' }))
  const reached = await open(page, server)
  expect(await allow(page)).toMatchObject({ status: 'unavailable', why: expect.stringMatching(/asset-missing|worker-blocked/) })
  expect(await page.evaluate(async () => (await window.hearth.ready).rank())).toMatchObject({ status: 'unavailable' })
  expect(await order(page)).toEqual(['a', 'b', 'c'])
  expect(reached).toEqual([])
})

test('a worker killed in the middle of a call: the call ends, the next one finds a new worker and the whole history', async ({ page, host }) => {
  const server = await host({ attributes: `${QUIET} data-form="header"`, body: STORIES })
  const reached = await open(page, server)
  await page.addInitScript(() => {
    const Native = Worker
    const started: Worker[] = []
    Object.assign(window, { started })
    window.Worker = class extends Native {
      constructor(...args: ConstructorParameters<typeof Worker>) {
        super(...args)
        started.push(this)
      }
    }
  })
  await page.reload()
  await allow(page)
  await read(page, MOON.slice(0, 2))
  const answer = await page.evaluate(async () => {
    const hearth = await window.hearth.ready
    const asked = hearth.rank()
    const [first] = Reflect.get(window, 'started') as Worker[]
    first?.dispatchEvent(new ErrorEvent('error', { cancelable: true }))
    return asked
  })
  expect(answer).toMatchObject({ status: 'unavailable', code: 'worker-ended' })
  await expect.poll(() => page.evaluate(async () => (await window.hearth.ready).state.status)).toBe('ready')
  const clicks = await page.evaluate(async () => {
    const kept = await (await window.hearth.ready).history()
    return kept.status === 'ok' ? kept.events.filter(({ kind }) => kind === 'click').map(({ item }) => item.id) : []
  })
  expect(clicks).toEqual([MOON[1], MOON[0]])
  expect(reached).toEqual([])
})

test('IndexedDB refused: nothing is allowed, the answer says so, the page keeps its order', async ({ page, host }) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('refused', 'SecurityError')
    }
  })
  const server = await host({ attributes: QUIET, body: STORIES })
  const reached = await open(page, server)
  const answer = await page.evaluate(async () => (await window.hearth.ready).consent.decide({ personalization: 'granted' }))
  expect(answer).toMatchObject({ status: 'unavailable', code: 'storage-refused' })
  expect(await page.evaluate(async () => (await window.hearth.ready).state.status)).toBe('needs-consent')
  expect(page.workers()).toEqual([])
  expect(await order(page)).toEqual(['a', 'b', 'c'])
  expect(reached).toEqual([])
})

test('an erasure that another tab blocks says so, voids every write, and finishes when that tab goes', async ({ page, context, host }) => {
  const server = await host({ attributes: QUIET })
  await open(page, server)
  await allow(page)
  await read(page, [MOON[0]])
  const other = await context.newPage()
  await other.goto(`${server.url}/hearth/manifest.json`)
  await other.evaluate(
    () =>
      new Promise<void>((resolve) => {
        // A tab with a handle that ignores versionchange: an older version of the code, or a frozen page.
        indexedDB.open('hearth-history').onsuccess = () => resolve()
      }),
  )
  const view = await page.evaluate(async () => (await window.hearth.ready).consent.decide({ personalization: 'denied' }))
  expect(view).toMatchObject({ personalization: 'denied', erasure: 'erase-blocked' })
  expect(await read(page, [MOON[1]])).toEqual(['denied'])
  await other.close()
  await expect.poll(() => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))).toEqual(['hearth-consent'])
})

test('a catalog with a bad entry: it is left out and named, the rest works', async ({ page, host }) => {
  const server = await host({ attributes: QUIET })
  await page.route('**/catalog.json', async (route) => {
    const answer = await route.fetch()
    const catalog: unknown = await answer.json()
    const { items } = catalog as { items: { title?: unknown }[] }
    if (items[1] !== undefined) items[1].title = 7
    await route.fulfill({ response: answer, json: catalog })
  })
  await open(page, server)
  expect(await allow(page)).toMatchObject({ status: 'degraded', why: 'items-skipped', message: expect.stringContaining('item 2 of catalog.json') })
  const ranked = await page.evaluate(async () => (await window.hearth.ready).rank())
  expect(ranked).toMatchObject({ status: 'ranked' })
})

test('the disk is full: the record is refused with the way out, and what was there stays', async ({ page, context, host }) => {
  const server = await host({ attributes: QUIET })
  // Chromium keeps the room left for a while, so the disk is small from the start: the choice and a click fit, a large text does not.
  const session = await context.newCDPSession(page)
  await session.send('Storage.overrideQuotaForOrigin', { origin: server.url, quotaSize: 1_000_000 })
  await open(page, server)
  await allow(page)
  await read(page, [MOON[0]])
  const refused = await page.evaluate(async () => {
    const hearth = await window.hearth.ready
    const text = 'x'.repeat(4_000_000)
    return hearth.record({ kind: 'like', item: { id: 'large', title: 'Large', text } as never })
  })
  expect(refused).toMatchObject({ status: 'unavailable', code: 'storage-full' })
  expect(await page.evaluate(async () => (await window.hearth.ready).history())).toMatchObject({ events: [{ item: { id: MOON[0] } }] })
})

test('a page that swaps its whole body does not lose the worker', async ({ page, host }) => {
  const server = await host({ attributes: QUIET, body: STORIES })
  await open(page, server)
  await allow(page)
  await page.evaluate(() => {
    document.body.replaceWith(document.createElement('body'))
  })
  expect(await read(page, [MOON[0]])).toEqual(['ok'])
})
