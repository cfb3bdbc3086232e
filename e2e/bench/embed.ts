import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser, Page } from '@playwright/test'
import { root } from '../../src/build/paths.js'
import { PAGE_ENCODER, type ShippedEncoder } from '../../src/core/embedding/shipped.js'
import { call, closePage, coldPage } from './bench-browser.js'
import { median, percentile, rounded, say, type Result } from './result.js'
import type { Site } from './site.js'

export interface EmbedGround {
  readonly browser: Browser
  readonly site: Site
  readonly titles: readonly string[]
  readonly rounds: number
  /** False where transformers.js could not be installed. */
  readonly peer: boolean
}

export const PEER = 'transformers.js'
const OURS_PAGE = '/bench/ours.html'
const PEER_PAGE = '/bench/transformers.html'

/** Encoders that are compared must agree, or the comparison means nothing: on the same weights, and where four taught layers stand beside all six. */
const LEAST_AGREEMENT = { same: 0.95, taught: 0.8 } as const

/** Batches that transformers.js is tried with: its best counts. */
const PEER_BATCHES = [1, 8, 32] as const

const SLICE = 250

/** Titles that each side embeds before it is measured. */
const WARMING = 500

export const LATENCY_TOKENS = [8, 16, 32, 64, 128] as const

/** Measurements of each length a round, and of each batch that the peer is tried with. */
const TURNS = 7

type Side = 'ours' | 'whole' | 'theirs'

interface First {
  readonly ms: number
  readonly bytes: number
  readonly page: Page
  readonly vector: readonly number[]
}

async function first({ browser, site }: EmbedGround, path: string): Promise<First> {
  site.moved()
  const page = await coldPage(browser, `${site.url}${path}?now`)
  const { at, first: vector } = await call<{ at: number; first: readonly number[] }>(page, 'begun')
  return { ms: at, bytes: site.moved(), page, vector }
}

/** Milliseconds from a cold page to the peer's first vector. */
export async function firstOfPeer(ground: EmbedGround): Promise<number> {
  const { ms, page } = await first(ground, PEER_PAGE)
  await closePage(page)
  return ms
}

const cosine = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * (b[i] ?? NaN), 0) / (Math.hypot(...a) * Math.hypot(...b))

function mustAgree(ours: readonly number[], theirs: readonly number[], least: number): void {
  const agreement = cosine(ours, theirs)
  if (!(agreement > least)) throw new Error(`the two encoders disagree (cosine ${agreement.toFixed(3)}): not the same model`)
}

/** From a cold page to the first transformer vector: time, bytes and memory. */
export async function firstVector(ground: EmbedGround): Promise<readonly Result[]> {
  const ours: First[] = []
  const theirs: First[] = []
  const memory: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] }
  for (let round = 0; round < ground.rounds; round++) {
    const one = await first(ground, OURS_PAGE)
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
    mustAgree(one.vector, other.vector, LEAST_AGREEMENT.taught)
  }
  const line = (id: string, unit: string, mine: readonly number[], other: readonly number[], limit?: number): Result => ({ id, unit, better: 'lower', ours: rounded(median(mine)), peers: other.length === 0 ? {} : { [PEER]: rounded(median(other)) }, ...(limit === undefined ? {} : { limit }), rounds: ground.rounds })
  return [
    line('embed.firstVector', 'ms', ours.map(({ ms }) => ms), theirs.map(({ ms }) => ms)),
    line('embed.bytes', 'bytes', ours.map(({ bytes }) => bytes), theirs.map(({ bytes }) => bytes)),
    line('embed.memory', 'MB of WebAssembly memory after 100 titles', memory.ours, memory.theirs, 120),
  ]
}

/** Encoders on pages of their own, with code that the browser has optimised: none is measured on its first texts. */
interface Encoders {
  readonly ours: Page
  /** All six layers, as our peer has them. */
  readonly whole: Page
  readonly theirs: Page | undefined
  close(): Promise<void>
}

async function openEncoders({ browser, site, titles, peer }: EmbedGround): Promise<Encoders> {
  const open = async (encoder: ShippedEncoder): Promise<Page> => {
    const page = await coldPage(browser, site.url + OURS_PAGE)
    await call(page, 'start', { script: '/hearth/embedder.js', encoder })
    return page
  }
  const [ours, whole] = [await open(PAGE_ENCODER), await open('minilm')]
  const theirs = peer ? await coldPage(browser, site.url + PEER_PAGE) : undefined
  if (theirs !== undefined) {
    await call(theirs, 'start')
    const firstOn = async (page: Page): Promise<readonly number[]> => (await call<{ readonly first: readonly number[] }>(page, 'embed', titles.slice(0, 1))).first
    mustAgree(await firstOn(whole), await firstOn(theirs), LEAST_AGREEMENT.same)
  }
  for (let start = 0; start < WARMING; start += SLICE) {
    const slice = titles.slice(start, start + SLICE)
    await call(ours, 'time', slice)
    await call(whole, 'time', slice)
    if (theirs !== undefined) await call(theirs, 'time', { texts: slice, batch: 8 })
  }
  const close = async (): Promise<void> => {
    for (const page of [ours, whole, theirs]) if (page !== undefined) await closePage(page)
  }
  return { ours, whole, theirs, close }
}

/** Titles a second over 1,000 titles, each side in its best batch: what a page runs, and all six layers. */
export async function throughput(ground: EmbedGround): Promise<readonly Result[]> {
  const { titles, rounds } = ground
  const { ours, whole, theirs, close } = await openEncoders(ground)
  const tried: Record<string, number> = {}
  let batch: number = PEER_BATCHES[0]
  if (theirs !== undefined) {
    // Every tenth title: short and long ones as in the whole, for padding is what makes one batch better than another.
    const probe = titles.filter((_, at) => at % 10 === 0)
    const times = new Map(PEER_BATCHES.map((size) => [size, new Array<number>()]))
    for (let turn = 0; turn < TURNS; turn++) for (const size of PEER_BATCHES) times.get(size)?.push(await call<number>(theirs, 'time', { texts: probe, batch: size }))
    for (const [size, seen] of times) tried[String(size)] = rounded((1_000 * probe.length) / median(seen))
    batch = PEER_BATCHES.reduce((best, size) => ((tried[String(size)] ?? 0) > (tried[String(best)] ?? 0) ? size : best), batch)
    say(`${PEER}, titles/s by batch: ${JSON.stringify(tried)}`)
  }
  // Turn by turn in slices, and of each slice the median of all rounds, so that what else the machine does falls on neither.
  const slices = Array.from({ length: Math.ceil(titles.length / SLICE) }, (_, i) => ({ texts: titles.slice(i * SLICE, (i + 1) * SLICE), ours: new Array<number>(), whole: new Array<number>(), theirs: new Array<number>() }))
  for (let round = 0; round < rounds; round++) {
    for (const slice of slices) {
      slice.ours.push(await call<number>(ours, 'time', slice.texts))
      slice.whole.push(await call<number>(whole, 'time', slice.texts))
      if (theirs !== undefined) slice.theirs.push(await call<number>(theirs, 'time', { texts: slice.texts, batch }))
    }
    const rate = (side: Side): number => rounded((1_000 * titles.length) / slices.reduce((all, slice) => all + (slice[side][round] ?? NaN), 0))
    say(`throughput, round ${String(round + 1)}: ours ${String(rate('ours'))}, all layers ${String(rate('whole'))}, ${PEER} ${String(rate('theirs'))} titles/s`)
  }
  await close()
  const rate = (side: Side): number => rounded((1_000 * titles.length) / slices.reduce((all, slice) => all + median(slice[side]), 0))
  const result = (id: string, side: Side, encoder: ShippedEncoder): Result => ({ id, unit: 'titles/s', better: 'higher', ours: rate(side), peers: theirs === undefined ? {} : { [PEER]: rate('theirs') }, rounds, detail: { encoder, peerBatch: batch, peerByBatch: tried } })
  return [result('embed.throughput', 'ours', PAGE_ENCODER), result('embed.throughput.whole', 'whole', 'minilm')]
}

/** Milliseconds for one title of so many tokens, the two in turn. */
export async function latency(ground: EmbedGround): Promise<readonly Result[]> {
  const { ours, theirs, close } = await openEncoders(ground)
  const results: Result[] = []
  for (const tokens of LATENCY_TOKENS) {
    const text = Array.from({ length: tokens - 2 }, () => 'word').join(' ')
    const times = { ours: new Array<number>(), theirs: new Array<number>() }
    for (let turn = 0; turn < TURNS * ground.rounds; turn++) {
      times.ours.push(await call<number>(ours, 'time', [text]))
      if (theirs !== undefined) times.theirs.push(await call<number>(theirs, 'time', { texts: [text], batch: 1 }))
    }
    results.push({ id: `embed.latency.${String(tokens)}`, unit: `ms for one title of ${String(tokens)} tokens`, better: 'lower', ours: rounded(median(times.ours)), p95: rounded(percentile(times.ours, 0.95)), peers: theirs === undefined ? {} : { [PEER]: rounded(median(times.theirs)) }, rounds: times.ours.length })
  }
  await close()
  return results
}

/** Code that the transformer needs, gzip: ours is the embedder worker with ONNX Runtime's glue inside. */
export function script(peerBundle: string | undefined): Result {
  const gzipped = (text: string | Buffer): number => gzipSync(text, { level: 9 }).byteLength
  const ours = gzipped(readFileSync(join(root, 'dist/embedder.js')))
  return { id: 'embed.script', unit: 'bytes, gzip', better: 'lower', ours, peers: peerBundle === undefined ? {} : { [PEER]: gzipped(peerBundle) }, rounds: 1 }
}
