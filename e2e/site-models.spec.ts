import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { fileDigest } from '../src/cli/file-digest.js'
import type { Hearth } from '../src/client/hearth.js'
import { allow, MOON, QUIET, read } from './engine-page.js'
import { expect, test } from './fixtures.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const fixtures = join(root, 'src/cli/models/fixtures')
const folder = mkdtempSync(join(tmpdir(), 'hearth-site-'))
const models = join(folder, 'models')
const catalog = join(folder, 'catalog')
const languages = join(folder, 'languages')
const folders = { '/models': models, '/own-catalog': catalog, '/languages': languages }

const hearth = (...args: readonly string[]): void => void execFileSync(process.execPath, [join(root, 'src/cli/hearth.js'), ...args], { stdio: 'pipe' })

/** Changes a file of an added model and lets the manifest agree: a site that serves another model than it checked. */
function swap(name: string, file: string, content: Uint8Array | string): void {
  writeFileSync(join(models, name, file), content)
  const manifest = JSON.parse(readFileSync(join(models, name, 'manifest.json'), 'utf8')) as { files: Record<string, unknown> }
  manifest.files[file] = fileDigest(content)
  writeFileSync(join(models, name, 'manifest.json'), JSON.stringify(manifest))
}

test.beforeAll(() => {
  for (const name of ['keras', 'pipeline', 'torch-encoder', 'multilingual']) hearth('model', 'add', join(fixtures, name), '--out', models, '--no-webgpu')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'items.jsonl'), readFileSync(join(root, 'src/demo/magazine/items.jsonl'), 'utf8').split('\n').slice(0, 60).join('\n'))
  hearth('catalog', 'build', join(folder, 'items.jsonl'), '--out', catalog, '--model', join(models, 'torch-encoder'))
  const statements = JSON.parse(readFileSync(join(fixtures, 'multilingual/golden.json'), 'utf8')) as readonly { readonly language: string; readonly statement: number; readonly text: string }[]
  writeFileSync(join(folder, 'languages.jsonl'), statements.map(({ language, statement, text }) => JSON.stringify({ id: `${String(statement)}-${language}`, title: text })).join('\n'))
  hearth('catalog', 'build', join(folder, 'languages.jsonl'), '--out', languages, '--model', join(models, 'multilingual'))
  // Right on its canary, and NaN for a feature below zero: what no check of a few rows can find.
  cpSync(join(models, 'keras'), join(models, 'nan'), { recursive: true })
  swap('nan', 'model.onnx', readFileSync(join(fixtures, 'nan/model.onnx')))
  const described = JSON.parse(readFileSync(join(models, 'nan/model.json'), 'utf8')) as { scorer: object }
  swap('nan', 'model.json', JSON.stringify({ ...described, scorer: { features: ['matchZ', 'wordsZ', 'categoryZ'], featuresVersion: 1, weight: 1, canary: { values: [1, 1, 1], scores: [0] } } }))
  cpSync(join(models, 'keras'), join(models, 'wrong'), { recursive: true })
  swap('wrong', 'model.onnx', readFileSync(join(fixtures, 'pipeline/model.onnx')))
  cpSync(join(models, 'keras'), join(models, 'corrupt'), { recursive: true })
  writeFileSync(join(models, 'corrupt/model.onnx'), 'not what the manifest names')
})
test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('hearth model check runs an encoder on WebGPU too, in the published worker, and tells how near it comes to WASM', () => {
  test.setTimeout(120_000)
  const checked = JSON.parse(execFileSync(process.execPath, [join(root, 'src/cli/hearth.js'), 'model', 'check', join(fixtures, 'torch-encoder'), '--webgpu', '--json'], { encoding: 'utf8', stdio: 'pipe' })) as { readonly canary: { readonly webgpu: number | null }; readonly webgpu?: string }
  expect(checked.webgpu).toBeUndefined()
  expect(checked.canary.webgpu).toBeGreaterThanOrEqual(0.999)
})

const state = (page: Page): Promise<Hearth['state']> => page.evaluate(async () => (await window.hearth.ready).state)
const ranked = (page: Page) =>
  page.evaluate(async () => {
    const answer = await (await window.hearth.ready).rank()
    return answer.status === 'ranked' ? answer : undefined
  })

test('a scorer out of Keras has its part in the order, with a reason whose weight is exact; nothing of it is fetched before consent', async ({ page, host }) => {
  const server = await host({ attributes: `${QUIET} data-scorer="/models/keras/"`, folders })
  await page.goto(server.url)
  await page.evaluate(async () => window.hearth.ready)
  expect(server.requests.map(({ url }) => url).filter((url) => url.startsWith('/models'))).toEqual([])
  await allow(page)
  await expect.poll(() => state(page), { timeout: 60_000 }).toMatchObject({ status: 'ready', scorer: { status: 'on', features: 24, weight: 1 } })
  await read(page, MOON.slice(0, 3))
  const answer = await ranked(page)
  expect(answer).toMatchObject({ scorer: { status: 'on' } })
  for (const { id, score, reasons } of answer?.items ?? []) {
    expect(reasons.filter(({ kind }) => kind === 'scorer'), id).toHaveLength(1)
    expect(reasons.reduce((sum, { weight }) => sum + weight, 0)).toBe(score)
  }
  // It was trained to like what is near to the history: the first items are put forward by it.
  expect(answer?.items.slice(0, 5).every(({ reasons }) => reasons.some(({ kind, weight }) => kind === 'scorer' && weight > 0))).toBe(true)
  expect(server.requests.map(({ method, url }) => `${method} ${url}`).filter((line) => line.startsWith('GET /models')).sort()).toEqual(['GET /models/keras/manifest.json', 'GET /models/keras/model.json', 'GET /models/keras/model.onnx'])
  expect(await page.evaluate(async () => (await window.hearth.ready).explain('moon-ice-drill'))).toMatchObject({ status: 'ok' })
})

test('a pipeline out of scikit-learn, scaler and all, has its part in the order too', async ({ page, host }) => {
  const server = await host({ attributes: `${QUIET} data-scorer="/models/pipeline/"`, folders })
  await page.goto(server.url)
  await allow(page)
  await expect.poll(() => state(page), { timeout: 60_000 }).toMatchObject({ status: 'ready', scorer: { status: 'on', features: 24, weight: 1 } })
  await read(page, MOON.slice(0, 3))
  const answer = await ranked(page)
  const parts = answer?.items.flatMap(({ reasons }) => reasons.filter(({ kind }) => kind === 'scorer').map(({ weight }) => weight)) ?? []
  expect(parts).toHaveLength(answer?.items.length ?? NaN)
  expect(Math.min(...parts)).toBeLessThan(0)
  expect(Math.max(...parts)).toBeGreaterThan(0)
})

for (const [name, why] of [
  ['nan', 'scorer-output'],
  ['wrong', 'scorer-canary'],
  ['corrupt', 'asset-corrupt'],
] as const) {
  test(`the scorer "${name}" is left out, the state says ${why}, and the page is ranked as if there were none`, async ({ page, host }) => {
    const server = await host({ attributes: `${QUIET} data-scorer="/models/${name}/"`, folders })
    await page.goto(server.url)
    await allow(page)
    await read(page, MOON.slice(0, 3))
    await expect.poll(async () => ((await ranked(page)) === undefined ? undefined : state(page)), { timeout: 60_000 }).toMatchObject({ status: 'degraded', why, scorer: { status: 'off', code: why } })
    const answer = await ranked(page)
    expect(answer?.items.flatMap(({ reasons }) => reasons).filter(({ kind }) => kind === 'scorer')).toEqual([])
    expect(answer?.items.slice(0, 8).some(({ item }) => item?.category === 'space' || item?.title.includes('Moon') === true)).toBe(true)
  })
}

test('an encoder out of PyTorch embeds new texts in the page, in its catalog’s space and no other', async ({ page, host }) => {
  const server = await host({ attributes: `data-consent="api" data-catalog="/own-catalog/" data-model="/models/torch-encoder/"`, folders })
  await page.goto(server.url)
  await allow(page)
  await expect.poll(() => state(page), { timeout: 60_000 }).toMatchObject({ status: 'ready', tier: 'wasm' })
  const answers = await page.evaluate(async () => {
    const engine = await window.hearth.ready
    const title = 'A music story about the sea'
    await engine.record({ kind: 'like', item: { id: 'outside', title } as never })
    for (let waited = 0; waited < 20_000; waited += 100) {
      const quality = await engine.quality()
      const vectors = Reflect.get(quality, 'vectors') as { readonly none: number } | undefined
      if (vectors?.none === 0) break
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    return { quality: await engine.quality(), profile: await engine.profile(), ranked: await engine.rank({ limit: 3 }), asked: await engine.rank({ query: 'a garden by the sea', limit: 3 }), similar: await engine.similar('outside', { limit: 3 }) }
  })
  expect(answers.quality).toMatchObject({ vectors: { transformer: 61, static: 0, none: 0 } })
  expect(answers.profile).toMatchObject({ status: 'ok', space: expect.stringMatching(/^torch-encoder-[0-9a-f]{8}\/16$/) })
  expect(answers.ranked).toMatchObject({ status: 'ranked', tier: 'wasm' })
  expect(answers.asked).toMatchObject({ items: [{ reasons: expect.arrayContaining([expect.objectContaining({ kind: 'query', text: expect.stringContaining('Close in meaning') })]) }, {}, {}] })
  expect(answers.similar).toMatchObject({ status: 'ok', items: [{}, {}, {}] })
  expect(server.requests.map(({ url }) => url).filter((url) => url.includes('minilm'))).toEqual([])
})

test('a site may have all six layers in its pages: data-model="minilm" fetches them in place of the four; an address that is none of a folder is as if it had not been said', async ({ page, host }) => {
  for (const [attributes, encoder] of [['', 'minilm-l4'], ['data-model="minilm"', 'minilm'], ['data-model="javascript:void 0"', 'minilm-l4']] as const) {
    const server = await host({ attributes: `data-consent="api" ${attributes}`, body: '<main><article data-hearth-item="a"><h2><a href="#a">A lander touches down</a></h2></article></main>' })
    await page.goto(server.url)
    await allow(page)
    await expect.poll(() => state(page), { timeout: 60_000 }).toMatchObject({ status: 'ready', tier: 'wasm' })
    const weights = server.requests.map(({ url }) => url).filter((url) => url.includes('minilm.weights'))
    expect(weights).toEqual([expect.stringContaining(`/models/${encoder}/minilm.weights`)])
  }
})

test('a multilingual encoder finds with a query in one language the items in others', async ({ page, host }) => {
  const server = await host({ attributes: `data-consent="api" data-catalog="/languages/" data-model="/models/multilingual/"`, folders })
  await page.goto(server.url)
  await allow(page)
  await expect.poll(() => state(page), { timeout: 60_000 }).toMatchObject({ status: 'ready', tier: 'wasm' })
  const found = await page.evaluate(async () => {
    const engine = await window.hearth.ready
    const ask = async (query: string) => {
      const answer = await engine.rank({ query, limit: 5 })
      return answer.status === 'ranked' ? answer.items.map(({ id, reasons }) => [id, reasons[0]?.text]).sort() : []
    }
    // Of vaccination in winter, in Japanese; of a night train to the sea, in German.
    return [await ask('冬の予防接種'), await ask('Ein Zug fährt in der Nacht ans Meer')]
  })
  const close = (statement: string) => ['de', 'en', 'fr', 'ja', 'ru'].map((language) => [`${statement}-${language}`, expect.stringContaining('Close in meaning')])
  expect(found).toEqual([close('3'), close('0')])
})

test('a model of another space than the catalog’s is not used, and the state says so; without a model the shipped one is not fetched for it', async ({ page, host }) => {
  const mixed = await host({ attributes: `${QUIET} data-model="/models/torch-encoder/"`, folders })
  await page.goto(mixed.url)
  await allow(page)
  await expect.poll(() => state(page), { timeout: 60_000 }).toMatchObject({ status: 'degraded', why: 'model-space', message: expect.stringMatching(/all-MiniLM-L6-v2.*torch-encoder.*never compared.*--model/) })
  const foreign = await host({ attributes: 'data-consent="api" data-catalog="/own-catalog/"', folders })
  await page.goto(foreign.url)
  await allow(page)
  const answers = await page.evaluate(async () => {
    const engine = await window.hearth.ready
    await engine.record({ kind: 'like', item: { id: 'outside', title: 'A music story about the sea' } as never })
    await new Promise((resolve) => setTimeout(resolve, 4_000))
    return { quality: await engine.quality(), state: engine.state }
  })
  expect(answers).toMatchObject({ state: { status: 'ready', tier: 'static' }, quality: { vectors: { transformer: 60, none: 1 } } })
  expect(foreign.requests.map(({ url }) => url).filter((url) => /minilm|embedder/.test(url))).toEqual([])
})
