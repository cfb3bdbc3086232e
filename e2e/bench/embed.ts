import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser, Page } from '@playwright/test'
import { root } from '../../src/build/paths.js'
import { call, closePage, coldPage } from './bench-browser.js'
import { median, rounded, say, type Result } from './result.js'
import type { Site } from './site.js'

export interface EmbedGround {
  readonly browser: Browser
  readonly site: Site
  readonly titles: readonly string[]
  readonly rounds: number
  /** False where transformers.js could not be installed. */
  readonly peer: boolean
}

const PEER = 'transformers.js'
const OURS_PAGE = '/bench/ours.html'
const PEER_PAGE = '/bench/transformers.html'

/** Two encoders on the same weights must agree, or the comparison means nothing. */
const LEAST_AGREEMENT = 0.95

/** Batches that transformers.js is tried with: its best counts. */
const PEER_BATCHES = [1, 8, 32] as const

const SLICE = 250

interface First {
  readonly ms: number
  readonly bytes: number
  readonly page: Page
  readonly vector: readonly number[]
}

async function first({ browser, site }: EmbedGround, path: string, script?: string): Promise<First> {
  site.moved()
  const page = await coldPage(browser, site.url + path)
  await call(page, 'start', script)
  const { at, first: vector } = await call<{ at: number; first: readonly number[] }>(page, 'embed', ['A man is playing a guitar.'])
  return { ms: at, bytes: site.moved(), page, vector }
}

const cosine = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * (b[i] ?? NaN), 0) / (Math.hypot(...a) * Math.hypot(...b))

/** From a cold page to the first transformer vector: time, bytes and memory. */
export async function firstVector(ground: EmbedGround): Promise<readonly Result[]> {
  const ours: First[] = []
  const theirs: First[] = []
  const memory: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] }
  for (let round = 0; round < ground.rounds; round++) {
    const one = await first(ground, OURS_PAGE, '/bench/embedder-measured.js')
    await call(one.page, 'embed', ground.titles.slice(0, 100))
    memory.ours.push((await call<number>(one.page, 'memory')) / 1e6)
    ours.push(one)
    await closePage(one.page)
    say(`first vector, ours: ${one.ms.toFixed(0)} ms, ${String(one.bytes)} bytes`)
    if (!ground.peer) continue
    const other = await first(ground, PEER_PAGE)
    await call(other.page, 'embed', ground.titles.slice(0, 100))
    memory.theirs.push((await call<number>(other.page, 'memory')) / 1e6)
    theirs.push(other)
    await closePage(other.page)
    say(`first vector, ${PEER}: ${other.ms.toFixed(0)} ms, ${String(other.bytes)} bytes`)
    const agreement = cosine(one.vector, other.vector)
    if (!(agreement > LEAST_AGREEMENT)) throw new Error(`the two encoders disagree (cosine ${agreement.toFixed(3)}): not the same model`)
  }
  const line = (id: string, unit: string, mine: readonly number[], other: readonly number[], limit?: number): Result => ({ id, unit, better: 'lower', ours: rounded(median(mine)), peers: other.length === 0 ? {} : { [PEER]: rounded(median(other)) }, ...(limit === undefined ? {} : { limit }), rounds: ground.rounds })
  return [
    line('embed.firstVector', 'ms', ours.map(({ ms }) => ms), theirs.map(({ ms }) => ms)),
    line('embed.bytes', 'bytes', ours.map(({ bytes }) => bytes), theirs.map(({ bytes }) => bytes)),
    line('embed.memory', 'MB of WebAssembly memory after 100 titles', memory.ours, memory.theirs, 120),
  ]
}

/** Titles a second over 1,000 titles, each side in its best batch, and the time of one title by its length. */
export async function throughput(ground: EmbedGround): Promise<readonly Result[]> {
  const { browser, site, titles, rounds } = ground
  const ours = await coldPage(browser, site.url + OURS_PAGE)
  await call(ours, 'start', '/hearth/embedder.js')
  const theirs = ground.peer ? await coldPage(browser, site.url + PEER_PAGE) : undefined
  if (theirs !== undefined) await call(theirs, 'start')
  const probe = titles.slice(0, 96)
  let batch: number = PEER_BATCHES[0]
  const tried: Record<string, number> = {}
  if (theirs !== undefined) {
    await call(theirs, 'time', { texts: probe.slice(0, 8), batch: 1 })
    for (const size of PEER_BATCHES) tried[String(size)] = rounded((1_000 * probe.length) / (await call<number>(theirs, 'time', { texts: probe, batch: size })))
    batch = PEER_BATCHES.reduce((best, size) => ((tried[String(size)] ?? 0) > (tried[String(best)] ?? 0) ? size : best), batch)
    say(`${PEER}, titles/s by batch: ${JSON.stringify(tried)}`)
  }
  await call(ours, 'time', probe.slice(0, 8))
  const rates = { ours: new Array<number>(), theirs: new Array<number>() }
  const lengths: Record<string, { ours: number[]; theirs: number[] }> = Object.fromEntries([8, 16, 32, 64, 128].map((tokens) => [tokens, { ours: [], theirs: [] }]))
  for (let round = 0; round < rounds; round++) {
    const spent = { ours: 0, theirs: 0 }
    // Turn by turn in slices, so that what else the machine does falls on both alike.
    for (let start = 0; start < titles.length; start += SLICE) {
      const slice = titles.slice(start, start + SLICE)
      spent.ours += await call<number>(ours, 'time', slice)
      if (theirs !== undefined) spent.theirs += await call<number>(theirs, 'time', { texts: slice, batch })
    }
    rates.ours.push((1_000 * titles.length) / spent.ours)
    if (theirs !== undefined) rates.theirs.push((1_000 * titles.length) / spent.theirs)
    say(`throughput, round ${String(round + 1)}: ours ${String(rounded(rates.ours.at(-1) ?? NaN))}, ${PEER} ${String(rounded(rates.theirs.at(-1) ?? NaN))} titles/s`)
    for (const [tokens, times] of Object.entries(lengths)) {
      const text = Array.from({ length: Number(tokens) - 2 }, () => 'word').join(' ')
      times.ours.push(await call<number>(ours, 'time', [text]))
      if (theirs !== undefined) times.theirs.push(await call<number>(theirs, 'time', { texts: [text], batch: 1 }))
    }
  }
  await closePage(ours)
  if (theirs !== undefined) await closePage(theirs)
  const latency = Object.fromEntries(Object.entries(lengths).map(([tokens, times]) => [tokens, { ours: rounded(median(times.ours)), ...(theirs === undefined ? {} : { [PEER]: rounded(median(times.theirs)) }) }]))
  return [{ id: 'embed.throughput', unit: 'titles/s', better: 'higher', ours: rounded(median(rates.ours)), peers: theirs === undefined ? {} : { [PEER]: rounded(median(rates.theirs)) }, rounds, detail: { peerBatch: batch, peerByBatch: tried, msByTokens: latency } }]
}

/** Code that the transformer needs, gzip: ours is the embedder worker with ONNX Runtime's glue inside. */
export function script(peerBundle: string | undefined): Result {
  const gzipped = (text: string | Buffer): number => gzipSync(text, { level: 9 }).byteLength
  const ours = gzipped(readFileSync(join(root, 'dist/embedder.js')))
  return { id: 'embed.script', unit: 'bytes, gzip', better: 'lower', ours, peers: peerBundle === undefined ? {} : { [PEER]: gzipped(peerBundle) }, rounds: 1 }
}
