// `npx tsx e2e/bench/parity.ts --texts FILE [--count 500] [--seed 1] [--encoder minilm]`: how well WebGPU and WASM agree on the sentences of FILE
// (a line each, or `sentence,sentence,score`), drawn at random. Without a graphics card SwiftShader takes seconds a text.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildMissing } from '../../src/build/build-missing.js'
import { root } from '../../src/build/paths.js'
import { PAGE_ENCODER } from '../../src/core/embedding/shipped.js'
import { seededRandom } from '../../src/core/measurement/seeded-random.js'
import { readPairs } from '../../src/models/sentence-pairs.js'
import { isWordless } from '../../src/core/embedding/wordless.js'
import { call, closePage, coldPage, openBrowser } from './bench-browser.js'
import { rounded, say } from './result.js'
import { bundlePage, openSite, putPage } from './site.js'

const { values } = parseArgs({ options: { texts: { type: 'string' }, count: { type: 'string', default: '500' }, seed: { type: 'string', default: '1' }, encoder: { type: 'string', default: PAGE_ENCODER } } })
if (values.texts === undefined) {
  say('--texts FILE is missing')
  process.exit(2)
}

/** Texts handed over in one call: a lost device then costs little, and the progress can be watched. */
const PART = 20
const DIMENSIONS = 384
/** What the tiers must keep to each other, as DESIGN promises one space. */
const [LEAST_MEAN, LEAST] = [0.999, 0.998]

function readTexts(file: string): readonly string[] {
  const lines = file.endsWith('.csv') ? readPairs(file).flatMap(({ a, b }) => [a, b]) : readFileSync(file, 'utf8').split(/\r?\n/)
  return [...new Set(lines.map((line) => line.trim()))].filter((line) => !isWordless(line))
}

function drawn(texts: readonly string[], count: number, seed: number): readonly string[] {
  const random = seededRandom(seed)
  return texts.map((text) => ({ text, key: random() })).sort((a, b) => a.key - b.key).slice(0, count).map(({ text }) => text)
}

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]): number => x.reduce((sum, value, i) => sum + value * (y[i] ?? NaN), 0)
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))
}

await buildMissing({ only: 'dist' })
const texts = drawn(readTexts(values.texts), Number(values.count), Number(values.seed))
const site = await openSite()
site.mount('/hearth/', join(root, 'dist'))
putPage(site, 'ours', await bundlePage('ours'))
const browser = await openBrowser()
const begin = performance.now()
const cosines: { readonly text: string; readonly cosine: number }[] = []
try {
  const open = async (script: string, backend: 'wasm' | 'webgpu') => {
    const page = await coldPage(browser, `${site.url}/bench/ours.html`)
    await call(page, 'start', { script, backend, encoder: values.encoder })
    return page
  }
  const [wasm, webgpu] = [await open('/hearth/embedder.js', 'wasm'), await open('/hearth/embedder-webgpu.js', 'webgpu')]
  for (let start = 0; start < texts.length; start += PART) {
    const part = texts.slice(start, start + PART)
    const [a, b] = [await call<readonly number[]>(wasm, 'vectors', part), await call<readonly number[]>(webgpu, 'vectors', part)]
    part.forEach((text, row) => cosines.push({ text, cosine: cosine(a.slice(row * DIMENSIONS, (row + 1) * DIMENSIONS), b.slice(row * DIMENSIONS, (row + 1) * DIMENSIONS)) }))
    say(`${String(cosines.length)} of ${String(texts.length)}: least ${Math.min(...cosines.map((one) => one.cosine)).toFixed(5)}`)
  }
  await closePage(wasm)
  await closePage(webgpu)
} finally {
  await browser.close()
  await site.close()
}
const sorted = [...cosines].sort((a, b) => a.cosine - b.cosine)
const mean = sorted.reduce((sum, one) => sum + one.cosine, 0) / sorted.length
const least = sorted[0]?.cosine ?? NaN
const ok = mean >= LEAST_MEAN && least >= LEAST
process.stdout.write(`${JSON.stringify({ texts: sorted.length, mean: Number(mean.toFixed(6)), least: Number(least.toFixed(6)), leastText: sorted[0]?.text, below: sorted.filter((one) => one.cosine < LEAST).length, seconds: rounded((performance.now() - begin) / 1_000), ok })}\n`)
process.exit(ok ? 0 : 1)
