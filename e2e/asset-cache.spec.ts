import type { Page } from '@playwright/test'
import { QUIET, allow } from './engine-page.js'
import { expect, test } from './fixtures.js'

const STORY = '<main data-hearth-slot="top"><article data-hearth-item="a"><h2><a href="#a">Bread rises slowly in the cold kitchen</a></h2></article></main>'

/** What a page may fetch each time, if the browser's own cache lets it: they say which files are the right ones. */
const ALWAYS = ['/hearth/hearth.js', '/hearth/engine.js']

const tier = (page: Page) => page.evaluate(async () => (await window.hearth.ready).state)

test('the files of workers and models are fetched once: a second visit has all of them from its cache', async ({ page, host }) => {
  const server = await host({ attributes: QUIET, body: STORY })
  const fetched = (from: number): readonly string[] => [...new Set(server.requests.slice(from).map(({ url }) => url.split('?')[0] ?? '').filter((url) => url.startsWith('/hearth/')))]
  await page.goto(server.url)
  await allow(page)
  await page.evaluate(async () => (await window.hearth.ready).record({ kind: 'like', item: { id: 'z', title: 'A loaf of rye' } as never }))
  await expect.poll(() => tier(page), { timeout: 40_000 }).toMatchObject({ status: 'ready', tier: 'wasm' })
  const first = fetched(0)
  for (const file of ['worker.js', 'embedder.js', 'static.bin', 'minilm.weights']) expect(first.some((url) => url.endsWith(`/${file}`)), file).toBe(true)
  const before = server.requests.length
  await page.goto(server.url)
  await expect.poll(() => tier(page), { timeout: 40_000 }).toMatchObject({ status: 'ready', tier: 'wasm' })
  expect(fetched(before).filter((url) => !ALWAYS.includes(url))).toEqual([])
  expect(fetched(before)).toContain('/hearth/hearth.js')
})

test('a file that another tab is about to keep when a choice is withdrawn does not bring the cache back', async ({ page, context, host }) => {
  const server = await host({ attributes: QUIET, body: STORY })
  await page.goto(server.url)
  await allow(page)
  await expect.poll(() => page.evaluate(() => caches.has('hearth-assets'))).toBe(true)
  const other = await context.newPage()
  // A slow disk: the cache is made a while before its file is in it.
  await other.addInitScript(() => {
    const open = CacheStorage.prototype.open
    const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
    CacheStorage.prototype.open = async function (name) {
      Object.assign(window, { opening: true })
      await wait(100)
      const cache = await open.call(this, name)
      await wait(100)
      return cache
    }
  })
  await page.evaluate(() => caches.delete('hearth-assets'))
  await other.goto(server.url)
  await other.waitForFunction(() => 'opening' in window)
  const seen = await page.evaluate(async () => {
    await (await window.hearth.ready).consent.decide({ personalization: 'denied' })
    const seen = new Set<boolean>()
    for (let n = 0; n < 50; n += 1) {
      seen.add(await caches.has('hearth-assets'))
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    return [...seen]
  })
  expect(seen).toEqual([false])
})
