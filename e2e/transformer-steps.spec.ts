import { chromium, type Page } from '@playwright/test'
import { allow } from './engine-page.js'
import { CHROMIUM_FLAGS } from './engines/chromium.js'
import { expect, test } from './fixtures.js'
import type { HostOptions } from './host-site.js'

/** Stories that only this page knows: every vector of theirs is made in the browser, by one tier or the other. */
const TITLES: Readonly<Record<string, string>> = {
  lander: 'A lander touches down on the far side of the Moon',
  probe: 'The probe has left the solar system, and still it calls home',
  rover: 'How a rover crossed a crater in the dark',
  bread: 'Sourdough without fuss: bread for people who work',
  soup: 'A soup of the roots that nobody buys',
  goal: 'A late goal sends the village club into the cup final',
  feet: 'Nobody lands on their feet',
  loan: 'What the central bank’s rate means for your loan',
}

const SITE: HostOptions = {
  attributes: 'data-consent="api"',
  body: `<main data-hearth-slot="top">${Object.entries(TITLES).map(([id, title]) => `<article data-hearth-item="${id}"><h2><a href="#${id}">${title}</a></h2></article>`).join('')}</main>`,
}

/** What each tier makes of the stories: their nearest to the lander, which the two tiers order differently. */
const NEAREST = {
  static: ['feet', 'rover', 'probe', 'loan', 'bread', 'goal', 'soup'],
  wasm: ['rover', 'feet', 'probe', 'loan', 'bread', 'goal', 'soup'],
} as const

const WITHOUT_WEBGPU = CHROMIUM_FLAGS.filter((flag) => !flag.includes('webgpu'))

/** Only the transformer wants these. */
const TRANSFORMER = /embedder|minilm|ort-/

const state = (page: Page): Promise<object> => page.evaluate(async () => (await window.hearth.ready).state)

const nearest = (page: Page): Promise<readonly string[]> =>
  page.evaluate(async () => {
    const answer = await (await window.hearth.ready).similar('lander', { limit: 7 })
    return answer.status === 'ok' ? answer.items.map(({ id }) => id) : []
  })

/** By what a search was compared; undefined where none was made. */
const comparedBy = (page: Page, query?: string): Promise<unknown> =>
  page.evaluate(async (asked) => {
    const answer = await (await window.hearth.ready).rank({ limit: 3, ...(asked === undefined ? {} : { query: asked }) })
    return answer.status === 'ranked' ? answer.query : answer
  }, query)

test('a search in a language that no encoder here knows is told to go by its words', async ({ page, host }) => {
  const server = await host(SITE)
  await page.goto(server.url)
  await allow(page)
  expect(await comparedBy(page, 'a rover on the Moon')).toBe('meaning')
  expect(await comparedBy(page, 'Die neue Brücke für Fahrräder ist noch nicht fertig')).toBe('words')
  expect(await comparedBy(page)).toBeUndefined()
})

test('a fallback adapter, which computes on the processor, is left alone: the model runs on WASM', async ({ page, host }) => {
  const server = await host(SITE)
  await page.goto(server.url)
  expect(await page.evaluate(async () => (await navigator.gpu.requestAdapter())?.info.isFallbackAdapter)).toBe(true)
  expect(await allow(page)).toMatchObject({ tier: 'static' })
  expect(await nearest(page)).toEqual(NEAREST.static)
  await expect.poll(() => state(page), { timeout: 60_000 }).toMatchObject({ status: 'ready', tier: 'wasm' })
  expect(await state(page)).not.toHaveProperty('why')
  expect(await nearest(page)).toEqual(NEAREST.wasm)
})

for (const promised of [false, true]) {
  test(`no adapter${promised ? ', though the page was promised one: the state says that WebGPU was stepped down from' : ': the model runs on WASM'}`, async ({ host, launchOptions }) => {
    const server = await host(SITE)
    const browser = await chromium.launch({ ...launchOptions, args: WITHOUT_WEBGPU })
    try {
      const page = await browser.newPage()
      if (promised) await page.addInitScript(() => Object.defineProperty(navigator, 'gpu', { value: { requestAdapter: () => Promise.resolve({ info: { isFallbackAdapter: false } }) } }))
      await page.goto(server.url)
      if (!promised) expect(await page.evaluate(async () => (await navigator.gpu.requestAdapter()) === null)).toBe(true)
      await allow(page)
      await expect.poll(() => state(page), { timeout: 60_000 }).toMatchObject({ status: 'ready', tier: 'wasm', ...(promised ? { why: 'webgpu-no-adapter' } : {}) })
      expect(await nearest(page)).toEqual(NEAREST.wasm)
    } finally {
      await browser.close()
    }
  })
}

test('what could not change the order is left static; once it is read it is embedded after all, and whoever could change the new order', async ({ page, host }) => {
  test.setTimeout(120_000)
  const words = Object.values(TITLES).flatMap((title) => title.split(' '))
  const titles = Array.from({ length: 150 }, (_, at) => `${words.slice(at % 40, (at % 40) + 6).join(' ')} ${words[at % words.length]} in the year ${String(1_800 + at)}`)
  const server = await host({ attributes: 'data-consent="api"', body: `<main>${titles.map((title, at) => `<article data-hearth-item="s${String(at)}"><h2><a href="#s${String(at)}">${title}</a></h2></article>`).join('')}</main>` })
  await page.goto(server.url)
  await allow(page)
  const vectors = (): Promise<unknown> => page.evaluate(async () => Reflect.get(await (await window.hearth.ready).quality(), 'vectors'))
  await expect.poll(() => state(page), { timeout: 60_000 }).toMatchObject({ status: 'ready', tier: 'wasm' })
  // Nothing was read, so that no vector moves any score: the best as they stand, and no more.
  expect(await vectors()).toEqual({ transformer: 64, static: 86, none: 0 })
  await page.evaluate(async () => (await window.hearth.ready).record({ kind: 'like', item: 's149' }))
  await page.evaluate(async () => (await window.hearth.ready).rank({ limit: 5 }))
  const isEmbedded = (): Promise<boolean> => page.evaluate(async () => (await (await window.hearth.ready).quality() as unknown as { readonly vectors: { readonly transformer: number } }).vectors.transformer > 64)
  await expect.poll(isEmbedded, { timeout: 30_000 }).toBe(true)
})

// In pages of 64 KB: the runtime does not come up in the first, the weights do not fit in the second.
for (const memory of [200, 300]) {
  test(`an allocation that fails at ${memory} pages of memory: the static tier ranks, and the state says why`, async ({ host, launchOptions }) => {
    const server = await host(SITE)
    const browser = await chromium.launch({ ...launchOptions, args: [...WITHOUT_WEBGPU, `--js-flags=--wasm-max-mem-pages=${memory}`] })
    try {
      const page = await browser.newPage()
      await page.goto(server.url)
      await allow(page)
      await expect.poll(() => state(page), { timeout: 60_000 }).toMatchObject({ status: 'degraded', tier: 'static', why: 'runtime', message: expect.stringMatching(/allocate memory|bad_alloc/) })
      expect(await nearest(page)).toEqual(NEAREST.static)
    } finally {
      await browser.close()
    }
  })
}

const HELD: Readonly<Record<string, () => void>> = {
  'save-data': () => Object.defineProperty(navigator, 'connection', { value: { saveData: true } }),
  'slow-connection': () => Object.defineProperty(navigator, 'connection', { value: { effectiveType: '2g' } }),
  'low-memory': () => Object.defineProperty(navigator, 'deviceMemory', { value: 0.5 }),
  'low-battery': () => Object.defineProperty(navigator, 'getBattery', { value: () => Promise.resolve({ charging: false, level: 0.1 }) }),
}

for (const [why, pretend] of Object.entries(HELD)) {
  test(`${why}: nothing of the model is fetched, the static tier ranks, and the state says why`, async ({ page, host }) => {
    const server = await host(SITE)
    const fetched: string[] = []
    page.on('request', (request) => fetched.push(request.url()))
    await page.addInitScript(pretend)
    await page.goto(server.url)
    await allow(page)
    await expect.poll(() => state(page)).toMatchObject({ status: 'ready', tier: 'static', why })
    // Something new to embed is no reason to fetch it either.
    await page.evaluate(async () => (await window.hearth.ready).record({ kind: 'like', item: { id: 'outside', title: 'A story that nobody has seen' } as never }))
    expect(await nearest(page)).toEqual(expect.arrayContaining(['rover', 'probe']))
    await page.waitForTimeout(300)
    expect(fetched.some((url) => url.endsWith('/static.bin'))).toBe(true)
    expect(fetched.filter((url) => TRANSFORMER.test(url))).toEqual([])
  })
}

test('save-data turned on while the model is coming: the rest is not fetched, and the state says why', async ({ page, host }) => {
  const server = await host(SITE)
  const ended: string[] = []
  page.on('requestfailed', (request) => ended.push(request.url()))
  await page.goto(server.url)
  await page.evaluate(async () => void (await window.hearth.ready))
  const session = await page.context().newCDPSession(page)
  await session.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: 3e6, uploadThroughput: 3e6 })
  await allow(page)
  await expect.poll(() => state(page), { timeout: 30_000 }).toHaveProperty('progress')
  await page.evaluate(() => Object.defineProperty(navigator, 'connection', { value: { saveData: true } }))
  await expect.poll(() => state(page)).toMatchObject({ status: 'ready', tier: 'static', why: 'save-data' })
  await expect.poll(() => ended.filter((url) => TRANSFORMER.test(url))).not.toEqual([])
})
