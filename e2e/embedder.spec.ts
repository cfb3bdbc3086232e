import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { fileName, PAGE_ENCODER, SHIPPED, type ShippedEncoder } from '../src/core/embedding/shipped.js'
import { QUIET, allow } from './engine-page.js'
import { CHROMIUM_FLAGS } from './engines/chromium.js'
import { expect, test } from './fixtures.js'
import type { RecordingServer } from './recording-server.js'

interface GoldenText {
  readonly text: string
  readonly vector: readonly number[]
}

const goldenOf = (encoder: ShippedEncoder): readonly GoldenText[] => (JSON.parse(readFileSync(fileURLToPath(new URL(`../public/models/${encoder}/golden.json`, import.meta.url)), 'utf8')) as { readonly items: readonly GoldenText[] }).items

test.use({ launchOptions: async ({ launchOptions }, use) => use({ ...launchOptions, args: [...CHROMIUM_FLAGS, '--enable-unsafe-webgpu'] }) })

const WORKER = { wasm: 'embedder.js', webgpu: 'embedder-webgpu.js' } as const

interface Started {
  readonly status: string
  readonly backend?: string
}
interface Embedded {
  readonly status: string
  readonly code?: string
  readonly vectors: readonly number[]
  readonly empty?: readonly number[]
}

/** Starts the published embedder worker in a page, assets as the manifest names them. What it is asked for goes over Comlink's wire, written out so that nothing but the published worker runs here. */
async function start(page: Page, server: RecordingServer, encoder: ShippedEncoder, backend: 'wasm' | 'webgpu'): Promise<Started> {
  await page.goto(`${server.url}/hearth/manifest.json`)
  const paths = { ...SHIPPED[encoder], runtime: SHIPPED.runtime[backend], graph: SHIPPED[encoder][backend] }
  return page.evaluate(
    async ({ wanted, file, paths, weightsName }) => {
      const bytes = async (path: string): Promise<ArrayBuffer> => (await fetch(`/hearth/assets/${path}`)).arrayBuffer()
      const text = async (path: string): Promise<string> => (await fetch(`/hearth/assets/${path}`)).text()
      const worker = new Worker(`/hearth/${file}`, { type: 'module' })
      const { port1, port2 } = new MessageChannel()
      worker.postMessage({ port: port1 }, [port1])
      const call = (path: string, args: readonly unknown[]): Promise<unknown> =>
        new Promise((resolve) => {
          const id = crypto.randomUUID()
          port2.addEventListener('message', ({ data }) => {
            if (data.id === id) resolve(data.value)
          })
          port2.start()
          port2.postMessage({ id, type: 'APPLY', path: [path], argumentList: args.map((value) => ({ type: 'RAW', value })) })
        })
      const embed = async (texts: readonly string[]): Promise<object> => {
        const { vectors = [], ...answer } = (await call('embed', [texts])) as { readonly vectors?: Float32Array }
        return { ...answer, vectors: Array.from(vectors) }
      }
      Object.assign(globalThis, { embed })
      const assets = { runtime: await bytes(paths.runtime), graph: await bytes(paths.graph), weights: { name: weightsName, bytes: await bytes(paths.weights) }, tokenizer: await text(paths.tokenizer), canary: await text(paths.canary) }
      return (await call('start', [wanted, assets])) as Started
    },
    { wanted: backend, file: WORKER[backend], paths, weightsName: fileName(paths.weights) },
  )
}

const embed = (page: Page, texts: readonly string[]): Promise<Embedded> => page.evaluate((given) => (Reflect.get(globalThis, 'embed') as (texts: readonly string[]) => Promise<Embedded>)(given), texts)

function cosine(a: readonly number[], b: readonly number[]): number {
  let [dot, left, right] = [0, 0, 0]
  a.forEach((x, i) => {
    const y = b[i] ?? 0
    dot += x * y
    left += x * x
    right += y * y
  })
  return dot / Math.sqrt(left * right)
}

/** SwiftShader runs WebGPU on the CPU, seconds a text: a few texts then, among them one of 122 tokens, past every tile of the kernels. */
const textsOn = { wasm: () => true, webgpu: ({ text }: GoldenText, at: number) => at === 0 || text.length > 500 } as const

for (const [encoder, backend] of [['minilm-l4', 'wasm'], ['minilm-l4', 'webgpu'], ['minilm', 'webgpu']] as const) {
  test(`${encoder} on ${backend} passes its canary and gives the golden vectors; a text without words gets none${backend === 'webgpu' && encoder === PAGE_ENCODER ? '; a device lost in the middle of a run is told, and no vector of it is given' : ''}`, async ({ page, browser, host }) => {
    test.setTimeout(400_000)
    const server = await host({})
    const items = goldenOf(encoder)
    const started = await start(page, server, encoder, backend)
    expect(started, JSON.stringify(started)).toMatchObject({ status: 'ready', backend })
    const worded = items.filter(textsOn[backend]).filter(({ text }) => /\p{L}/u.test(text))
    const answer = await embed(page, [...worded.map(({ text }) => text), '', '!!!'])
    expect(answer.empty).toEqual([worded.length, worded.length + 1])
    worded.forEach((item, row) => expect(cosine(answer.vectors.slice(row * 384, (row + 1) * 384), item.vector), item.text).toBeGreaterThan(backend === 'wasm' ? 0.998 : 0.999))
    if (backend === 'wasm' || encoder !== PAGE_ENCODER) return
    const running = embed(page, items.map(({ text }) => text))
    const control = await browser.newBrowserCDPSession()
    // The browser's own way to lose every device: its graphics process dies.
    await control.send('Browser.crashGpuProcess').catch(() => undefined)
    expect(await running).toMatchObject({ status: 'failed', code: 'device-lost', vectors: [] })
    expect(await embed(page, ['A later text'])).toMatchObject({ status: 'failed', code: 'device-lost', vectors: [] })
  })
}

test('the whole engine takes the transformer tier when idle, tells its bytes as they come, breaks off when consent is withdrawn, and lets it be ended and started again', async ({ page, host }) => {
  test.setTimeout(180_000)
  const server = await host({ attributes: QUIET })
  await page.goto(server.url)
  // A withdrawal while the weights are on their way breaks the request off: what is not wanted any more is not fetched.
  await page.route('**/minilm.weights', () => undefined)
  const [asked, brokenOff] = [page.waitForRequest('**/minilm.weights', { timeout: 30_000 }), page.waitForEvent('requestfailed', { predicate: (request) => request.url().endsWith('minilm.weights'), timeout: 40_000 })]
  await allow(page)
  await asked
  await page.evaluate(async () => (await window.hearth.ready).consent.decide({ personalization: 'denied' }))
  expect((await brokenOff).failure()?.errorText).toMatch(/ABORTED/)
  await page.unroute('**/minilm.weights')
  await page.evaluate(async () => {
    const told: object[] = []
    Object.assign(window, { told })
    ;(await window.hearth.ready).subscribe((state) => void ('progress' in state && state.progress !== undefined && told.push({ ...state.progress, tier: state.tier })))
  })
  await allow(page)
  await expect.poll(() => page.evaluate(async () => (await window.hearth.ready).state), { timeout: 90_000 }).toMatchObject({ status: 'ready', tier: 'wasm' })
  const told = (await page.evaluate(() => Reflect.get(window, 'told'))) as readonly { readonly bytes: number; readonly total: number; readonly tier: string }[]
  expect(told.at(-1)?.total).toBeGreaterThan(13_440_128)
  expect(told.at(-1)?.bytes).toBe(told.at(-1)?.total)
  told.forEach(({ bytes, total, tier }, at) => expect({ bytes: bytes >= (told[at - 1]?.bytes ?? 0), total, tier }).toEqual({ bytes: true, total: told[0]?.total, tier: 'static' }))
  const ranked = await page.evaluate(async () => {
    const hearth = await window.hearth.ready
    await hearth.record({ kind: 'like', item: { id: 'outside', title: 'A lander touches down on the far side of the Moon' } as never })
    return hearth.similar('outside', { limit: 3 })
  })
  expect(ranked).toMatchObject({ status: 'ok' })
  // What was read from outside the catalog is embedded at once, kept sealed beside the history, and erased with it.
  const kept = (): Promise<number> =>
    page.evaluate(
      () =>
        new Promise<number>((resolve, reject) => {
          const opening = indexedDB.open('hearth-history')
          opening.onerror = () => reject(new Error('the history did not open'))
          opening.onsuccess = () => {
            const count = opening.result.transaction('vectors').objectStore('vectors').count()
            count.onsuccess = () => {
              opening.result.close()
              resolve(count.result)
            }
          }
        }),
    )
  await expect.poll(kept, { timeout: 30_000 }).toBe(1)
  // Forgetting an item takes the vector of its text along; and it comes back with the item, at the next visit out of the store.
  await page.evaluate(async () => (await window.hearth.ready).forget({ item: 'outside' }))
  expect(await kept()).toBe(0)
  await page.evaluate(async () => (await window.hearth.ready).record({ kind: 'like', item: { id: 'outside', title: 'A lander touches down on the far side of the Moon' } as never }))
  // The text was learnt in this visit: it is embedded anew in the next one.
  await page.reload()
  await expect.poll(kept, { timeout: 60_000 }).toBe(1)
  expect(await page.evaluate(async () => (await window.hearth.ready).quality())).toMatchObject({ status: 'ok' })
  await page.evaluate(async () => (await window.hearth.ready).forget('everything'))
  expect(await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))).not.toContain('hearth-history')
})
