import { coarsen, coarseStride, MIDDLE } from '../core/embedding/coarse-rows.js'
import { best, inverseNormsOf, marginOf, near, type DotKernel, type Scored, type VectorIndex } from '../core/embedding/dot-kernel.js'
import type { Int8Matrix } from '../core/embedding/quantise.js'
import { scalarKernel } from '../core/embedding/scalar-kernel.js'
import { RELAXED_SEARCH, SEARCH } from './dot-kernel/bytes.js'

interface Exports {
  prepare(query: number, count: number, fine: number, coarse: number, out: number): void
  look(query: number, rows: number, blocks: number, stride: number, offset: number, reach: number, gains: number, errors: number, uppers: number, peaks: number): void
  kth(values: number, count: number, k: number, top: number): number
  sift(peaks: number, uppers: number, blocks: number, least: number, list: number, room: number): number
  score(query: number, rows: number, list: number, count: number, stride: number, step: number, inverse: number, out: number): void
}

const VARIANTS = { 'relaxed-simd': RELAXED_SEARCH, simd: SEARCH } as const

const PAGE = 65_536
const LANES = 16
/** Rows that a first look takes at once, and of how many each it tells the highest. */
const BLOCK = 64
const PEAKS_A_BLOCK = 4
/** What float32 may lose in the first look's own arithmetic, in cosines. */
const ROUNDING = 2e-6
/** A first look that leaves more than this share of the rows saves little. */
const MOST_CANDIDATES = 1 / 4
const LEAST_ROOM = 256
/** Candidates by the first look, for each of the k wanted, whose scores tell where the k-th stands. */
const SCOUTS = 2

/** The fastest kernel that this realm can run and that agrees with plain arithmetic: relaxed SIMD, SIMD, or scalar where wasm is forbidden. */
export function openDotKernel(): DotKernel {
  for (const name of ['relaxed-simd', 'simd'] as const) {
    const kernel = openWasmKernel(name)
    if (kernel !== undefined && agrees(kernel)) return kernel
  }
  return scalarKernel
}

/** One wasm kernel by its name; undefined where this realm cannot compile it. */
export function openWasmKernel(name: keyof typeof VARIANTS): DotKernel | undefined {
  try {
    const module = new WebAssembly.Module(Uint8Array.from(atob(VARIANTS[name]), (byte) => byte.charCodeAt(0)))
    return { name, load: (matrix) => loadInto(module, matrix) }
  } catch {
    return undefined
  }
}

type WasmFunction = (...numbers: number[]) => number
const isFunction = (value: WebAssembly.ExportValue | undefined): value is WasmFunction => typeof value === 'function'

function exportsOf({ exports: { prepare, look, kth, sift, score } }: WebAssembly.Instance): Exports {
  if (!isFunction(prepare) || !isFunction(look) || !isFunction(kth) || !isFunction(sift) || !isFunction(score)) throw new TypeError('The kernel lacks a function')
  return { prepare, look, kth, sift, score }
}

function loadInto(module: WebAssembly.Module, matrix: Int8Matrix): VectorIndex {
  const { rows, dimensions, codes } = matrix
  if (rows === 0 || dimensions === 0) return scalarKernel.load(matrix)
  const blocks = Math.ceil(rows / BLOCK)
  const padded = blocks * BLOCK
  const stride = Math.ceil(dimensions / LANES) * LANES
  const lookStride = coarseStride(dimensions)
  const room = 4 * Math.ceil(Math.max(LEAST_ROOM, rows * MOST_CANDIDATES) / 4)
  let bytes = 0
  const region = (size: number): number => (bytes += Math.ceil(size / LANES) * LANES) - Math.ceil(size / LANES) * LANES
  const at = { query: region(4 * dimensions), fine: region(2 * stride), coarse: region(2 * lookStride), prepared: region(40), list: region(4 * room), scores: region(4 * room), top: region(4 * room), peaks: region(4 * PEAKS_A_BLOCK * blocks), uppers: region(4 * padded), gains: region(4 * padded), errors: region(4 * padded), inverse: region(4 * padded), nibbles: region(lookStride * padded), codes: region(stride * padded) }
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) })
  const kernel = exportsOf(new WebAssembly.Instance(module, { hearth: { memory } }))
  const { buffer } = memory
  const given = new Float32Array(buffer, at.query, dimensions)
  const prepared = new Float64Array(buffer, at.prepared, 5)
  const list = new Int32Array(buffer, at.list, room)
  const scores = new Float32Array(buffer, at.scores, room)
  const stored = new Int8Array(buffer, at.codes, stride * padded)
  for (let row = 0; row < rows; row++) stored.set(codes.subarray(row * dimensions, (row + 1) * dimensions), row * stride)
  const coarse = coarsen(matrix, new Uint8Array(buffer, at.nibbles, lookStride * padded))
  const inverse = inverseNormsOf(matrix).map((norm) => (norm === 0 ? NaN : norm))
  for (const [place, values] of [[at.gains, coarse.gains], [at.errors, coarse.errors], [at.inverse, inverse]] as const) new Float32Array(buffer, place, padded).fill(NaN).set(values)

  /** What the first look and the scores need of a query; a step of 0 where it has no direction. */
  const prepare = (query: Float32Array) => {
    given.set(query)
    kernel.prepare(at.query, dimensions, at.fine, at.coarse, at.prepared)
    const [step = 0, coarseStep = 0, length = 0, distance = 0, sum = 0] = prepared
    return { step, coarseStep, length, distance, sum }
  }

  /** Scores the first `count` rows of the list. */
  const score = (count: number, step: number): void => {
    const fours = Math.ceil(count / 4) * 4
    list.fill(list[0] ?? 0, count, fours)
    kernel.score(at.fine, at.codes, at.list, fours, stride, step, at.inverse, at.scores)
  }

  const whole = (step: number): Scored => {
    const out = new Float32Array(rows)
    for (let from = 0; from < rows; from += room) {
      const count = Math.min(room, rows - from)
      for (let i = 0; i < count; i++) list[i] = from + i
      score(count, step)
      out.set(scores.subarray(0, count), from)
    }
    return { scores: out, count: rows }
  }

  /**
   * Rows among which those are that belong within the margin of the k-th best, scored. Of the exact query q and a row u the first look knows
   * q₈ and a part u₄ of u that the rest e stands at right angles to: q·u = q₈·u₄ + (q − q₈)·u₄ + q·e, which by Cauchy and Schwarz is at most
   * q₈·u₄ + |q − q₈| + |q||e|. A row for which that is below the k-th of any scores, less the margin, cannot be among them.
   */
  const candidates = (query: Float32Array, k: number, error: number): Scored & { readonly margin: number } => {
    const { step, coarseStep, length, distance, sum } = prepare(query)
    const margin = error === 0 ? 0 : marginOf(error, step, length, dimensions)
    if (step === 0 || k <= 0 || SCOUTS * k > Math.min(PEAKS_A_BLOCK * blocks, room)) return { ...whole(step), margin }
    kernel.look(at.coarse, at.nibbles, blocks, lookStride, MIDDLE * sum, length / coarseStep, at.gains, at.errors, at.uppers, at.peaks)
    const scouts = kernel.sift(at.peaks, at.uppers, blocks, kernel.kth(at.peaks, PEAKS_A_BLOCK * blocks, SCOUTS * k, at.top), at.list, room)
    if (scouts > room) return { ...whole(step), margin }
    score(scouts, step)
    const least = kernel.kth(at.scores, scouts, k, at.top) - margin - distance - ROUNDING * length
    const count = kernel.sift(at.peaks, at.uppers, blocks, least / coarseStep, at.list, room)
    if (count > room) return { ...whole(step), margin }
    score(count, step)
    return { rows: list, scores, count, margin }
  }

  return {
    rows,
    dimensions,
    scores: (query) => Float32Array.from(whole(prepare(query).step).scores, (one) => (Number.isNaN(one) ? 0 : one)),
    topK: (query, k) => best(candidates(query, k, 0), k),
    within(query, k, error) {
      const scored = candidates(query, k, error)
      return near(scored, k, scored.margin)
    },
  }
}

/** Extreme and mixed rows and queries, compared with the scalar kernel: what an engine's relaxed arithmetic must get right before it is used. */
function agrees(kernel: DotKernel): boolean {
  const dimensions = 48
  const rows = 3 * BLOCK
  const code = (row: number, d: number): number => [127, -127, d % 2 === 0 ? 127 : -127, ((d * 37 + row) % 255) - 127, ((row * 89 + d * 53) % 251) - 125][row % 5] ?? 0
  const matrix: Int8Matrix = { rows, dimensions, codes: Int8Array.from({ length: rows * dimensions }, (_, i) => code(Math.floor(i / dimensions), i % dimensions)), scales: new Float32Array(rows).fill(1) }
  const ours = kernel.load(matrix)
  const reference = scalarKernel.load(matrix)
  return [1, -1].every((sign) =>
    [(d: number) => sign * (d % 2 === 0 ? 1 : -1), () => sign, (d: number) => sign * Math.sin(d * 1.7)].every((wave) => {
      const query = Float32Array.from({ length: dimensions }, (_, d) => wave(d) / Math.sqrt(dimensions))
      const expected = reference.scores(query)
      const top = reference.topK(query, 5)
      return ours.scores(query).every((score, row) => score === expected[row]) && ours.topK(query, 5).every(({ row, score }, place) => row === top[place]?.row && score === top[place].score)
    }),
  )
}
