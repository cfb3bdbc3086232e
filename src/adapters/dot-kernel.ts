import { coarsen, coarseStride, MIDDLE } from '../core/embedding/coarse-rows.js'
import { best, inverseNormsOf, kthLargest, near, QUERY_LARGEST, roundQuery, scoreOf, type DotKernel, type Scored, type VectorIndex } from '../core/embedding/dot-kernel.js'
import type { Int8Matrix } from '../core/embedding/quantise.js'
import { scalarKernel } from '../core/embedding/scalar-kernel.js'
import { RELAXED_SEARCH, SEARCH } from './dot-kernel/bytes.js'

interface Exports {
  look(query: number, rows: number, blocks: number, stride: number, offset: number, reach: number, gains: number, errors: number, uppers: number, peaks: number): void
  sift(peaks: number, uppers: number, blocks: number, least: number, list: number, room: number): number
  dots(query: number, rows: number, list: number, count: number, stride: number, out: number): void
}

const VARIANTS = { 'relaxed-simd': RELAXED_SEARCH, simd: SEARCH } as const

const PAGE = 65_536
const LANES = 16
/** Rows that a first look takes at once, and of how many each it tells the highest. */
const BLOCK = 64
const PEAKS_A_BLOCK = 4
/** Largest number of a query for the first look. */
const LOOK_LARGEST = 127
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

function loadInto(module: WebAssembly.Module, matrix: Int8Matrix): VectorIndex {
  const { rows, dimensions, codes } = matrix
  const blocks = Math.ceil(rows / BLOCK)
  const padded = blocks * BLOCK
  const stride = Math.ceil(dimensions / LANES) * LANES
  const lookStride = coarseStride(dimensions)
  const room = 4 * Math.ceil(Math.max(LEAST_ROOM, rows * MOST_CANDIDATES) / 4)
  let bytes = 0
  const region = (size: number): number => (bytes += Math.ceil(size / LANES) * LANES) - Math.ceil(size / LANES) * LANES
  const at = { query8: region(2 * lookStride), query16: region(2 * stride), list: region(4 * room), products: region(4 * room), peaks: region(4 * PEAKS_A_BLOCK * blocks), uppers: region(4 * padded), gains: region(4 * padded), errors: region(4 * padded), nibbles: region(lookStride * padded), codes: region(stride * padded) }
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) })
  const { look, sift, dots } = new WebAssembly.Instance(module, { hearth: { memory } }).exports as unknown as Exports
  const { buffer } = memory
  const [query8, query16] = [new Int8Array(buffer, at.query8, dimensions), new Int16Array(buffer, at.query16, dimensions)]
  const [list, products] = [new Int32Array(buffer, at.list, room), new Int32Array(buffer, at.products, room)]
  const peaks = new Float32Array(buffer, at.peaks, PEAKS_A_BLOCK * blocks)
  const stored = new Int8Array(buffer, at.codes, stride * padded)
  for (let row = 0; row < rows; row++) stored.set(codes.subarray(row * dimensions, (row + 1) * dimensions), row * stride)
  const coarse = coarsen(matrix, new Uint8Array(buffer, at.nibbles, lookStride * padded))
  for (const [place, values] of [[at.gains, coarse.gains], [at.errors, coarse.errors]] as const) new Float32Array(buffer, place, padded).fill(NaN).set(values)
  const inverseNorms = inverseNormsOf(matrix)
  const found = new Float32Array(room)

  /** Scores of the first `count` rows of the list; NaN for one without a vector. */
  const score = (count: number, step: number): Float32Array => {
    const fours = Math.ceil(count / 4) * 4
    list.fill(list[0] ?? 0, count, fours)
    dots(at.query16, at.codes, at.list, fours, stride, at.products)
    for (let i = 0; i < count; i++) {
      const inverseNorm = inverseNorms[list[i] ?? 0] ?? 0
      found[i] = inverseNorm === 0 ? NaN : scoreOf(products[i] ?? 0, step, inverseNorm)
    }
    return found
  }

  const scored = (query: Float32Array): Float32Array => {
    const step = roundQuery(query, query16, QUERY_LARGEST)
    const out = new Float32Array(rows)
    for (let from = 0; from < rows; from += room) {
      const count = Math.min(room, rows - from)
      for (let i = 0; i < count; i++) list[i] = from + i
      if (step === 0) for (let i = 0; i < count; i++) out[from + i] = inverseNorms[from + i] === 0 ? NaN : 0
      else out.set(score(count, step).subarray(0, count), from)
    }
    return out
  }

  const whole = (query: Float32Array): Scored => ({ scores: scored(query), count: rows })

  /**
   * Exact all the same. Of the exact query q and a row u the first look knows q₈ and a part u₄ of u that the rest e stands at right angles to:
   * q·u = q₈·u₄ + (q − q₈)·u₄ + q·e, which by Cauchy and Schwarz is at most q₈·u₄ + |q − q₈| + |q||e|. A row for which that is below the
   * k-th of any scores, less the margin, cannot be among those asked for.
   */
  const candidates = (query: Float32Array, k: number, margin: number): Scored => {
    const step = roundQuery(query, query16, QUERY_LARGEST)
    if (step === 0 || k <= 0 || SCOUTS * k > Math.min(peaks.length, room)) return whole(query)
    const { coarseStep, length, distance, sum } = coarseQuery(query16, step, query8)
    look(at.query8, at.nibbles, blocks, lookStride, MIDDLE * sum, length / coarseStep, at.gains, at.errors, at.uppers, at.peaks)
    const scouts = sift(at.peaks, at.uppers, blocks, kthLargest(peaks, peaks.length, SCOUTS * k), at.list, room)
    if (scouts > room) return whole(query)
    const least = kthLargest(score(scouts, step), scouts, k) - margin - distance - ROUNDING * length
    const count = sift(at.peaks, at.uppers, blocks, least / coarseStep, at.list, room)
    return count > room ? whole(query) : { rows: list, scores: score(count, step), count }
  }

  return { rows, dimensions, scores: (query) => scored(query).map((one) => (Number.isNaN(one) ? 0 : one)), topK: (query, k) => best(candidates(query, k, 0), k), within: (query, k, margin) => near(candidates(query, k, margin), k, margin) }
}

/** The query for the first look: the same rounded more coarsely, how far off that is, how long the query is, and the sum of its numbers. */
function coarseQuery(query16: Int16Array, step: number, query8: Int8Array): { readonly coarseStep: number; readonly length: number; readonly distance: number; readonly sum: number } {
  let largest = 0
  for (let d = 0; d < query16.length; d++) largest = Math.max(largest, Math.abs(query16[d] ?? 0))
  const perStep = LOOK_LARGEST / largest
  const coarseStep = step / perStep
  let [square, off, sum] = [0, 0, 0]
  for (let d = 0; d < query16.length; d++) {
    const fine = query16[d] ?? 0
    const coarse = Math.round(fine * perStep)
    query8[d] = coarse
    sum += coarse
    square += fine * fine
    off += (fine - coarse / perStep) ** 2
  }
  return { coarseStep, length: step * Math.sqrt(square), distance: step * Math.sqrt(off), sum }
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
