import type { Int8Matrix } from './quantise.js'

/** A row of a matrix and its cosine to a query. */
export interface RowScore {
  readonly row: number
  readonly score: number
}

/** Vectors loaded into a kernel. A row without a vector scores 0 and is never among the top. */
export interface VectorIndex {
  readonly rows: number
  readonly dimensions: number
  /** The cosine of the query with every row, in order. `query` is a unit vector of `dimensions` numbers; one that is not finite scores 0 everywhere. */
  scores(query: Float32Array): Float32Array
  /** The `k` rows nearest to the query, best first, ties by row: exact, every row is looked at. */
  topK(query: Float32Array, k: number): readonly RowScore[]
}

/** Compares queries with many int8 vectors. All kernels agree to 1e-3 with float arithmetic on the same rows, and bit for bit with each other. */
export interface DotKernel {
  readonly name: 'relaxed-simd' | 'simd' | 'scalar'
  /** Copies the matrix; changes to it afterwards mean nothing. */
  load(matrix: Int8Matrix): VectorIndex
}

/** A kernel's inner loop: writes Σ rows[r] · query into its answer, one integer a row. */
export type IntegerDots = (query: Int16Array) => Int32Array

/**
 * A kernel's first look: about the cosine of each row with a query of −63 … 63, before the size of its steps. Rows without
 * a vector, and what lies behind the last row, are 0.
 */
export type FirstLook = (query: Int8Array) => Float32Array

/** Queries are rounded to 13 bits and a sign: their error is a hundred times below that of the int8 rows, and 2,048 dimensions fit 32 bits. */
const QUERY_LARGEST = 8_191

/** The same for a first look, which reads each row once with a quarter of the arithmetic. */
const LOOK_LARGEST = 63

/** A first look that leaves more than this share of the rows saves nothing. */
const MOST_CANDIDATES = 1 / 16

/** Makes an index of an inner loop over the rows of `matrix`, and of a first look where the kernel has one. */
export function indexOver(matrix: Int8Matrix, dots: IntegerDots, look?: { readonly first: FirstLook; readonly inverseNorms: Float32Array }): VectorIndex {
  const { rows, dimensions, codes } = matrix
  const inverseNorms = look?.inverseNorms ?? inverseNormsOf(matrix)
  const query16 = new Int16Array(dimensions)
  const query8 = new Int8Array(dimensions)

  function scores(query: Float32Array): Float32Array {
    const step = roundQuery(query, query16, QUERY_LARGEST)
    const answer = new Float32Array(rows)
    if (step === 0) return answer
    const products = dots(query16)
    for (let row = 0; row < rows; row++) answer[row] = (products[row] ?? 0) * step * (inverseNorms[row] ?? 0)
    return answer
  }

  /** The score that `scores` gives a row, to the bit. */
  function scoreOf(row: number, step: number): number {
    let sum = 0
    for (let d = 0, at = row * dimensions; d < dimensions; d++, at++) sum += (codes[at] ?? 0) * (query16[d] ?? 0)
    return Math.fround(sum * step * (inverseNorms[row] ?? 0))
  }

  /**
   * Exact all the same: the two roundings of a query differ by a vector of known length, rows are unit vectors, so by
   * Cauchy and Schwarz no row that the first look puts below the k-th by more than twice that length can be among the k.
   */
  function topK(query: Float32Array, k: number): readonly RowScore[] {
    const step = look === undefined ? 0 : roundQuery(query, query16, QUERY_LARGEST)
    const coarse = step === 0 ? 0 : roundQuery(query, query8, LOOK_LARGEST)
    if (look === undefined || coarse === 0 || k <= 0) return selectTop(scores(query), inverseNorms, k)
    const seen = look.first(query8)
    const least = kthLargest(seen, rows, k) - (2 * distance(query16, step, query8, coarse) + ROUNDING) / coarse
    const candidates: RowScore[] = []
    const most = Math.max(4 * k, rows * MOST_CANDIDATES)
    for (let row = 0; row < rows; row++) {
      if ((seen[row] ?? 0) < least || inverseNorms[row] === 0) continue
      if (candidates.length >= most) return selectTop(scores(query), inverseNorms, k)
      candidates.push({ row, score: scoreOf(row, step) })
    }
    return candidates.sort((a, b) => b.score - a.score || a.row - b.row).slice(0, k)
  }

  return { rows, dimensions, scores, topK }
}

/** What float32 may lose in the first look's own arithmetic. */
const ROUNDING = 1e-5

/** The k-th largest of the first `rows` values; −∞ where there are not so many. */
function kthLargest(values: Float32Array, rows: number, k: number): number {
  if (rows <= k) return -Infinity
  const top = new Float32Array(k).fill(-Infinity)
  let least = -Infinity
  for (let row = 0; row < rows; row++) {
    const value = values[row] ?? 0
    if (value <= least) continue
    let at = k - 1
    while (at > 0 && (top[at - 1] ?? 0) < value) {
      top[at] = top[at - 1] ?? 0
      at--
    }
    top[at] = value
    least = top[k - 1] ?? least
  }
  return least
}

/** The length of the difference between two roundings of one query. */
function distance(fine: Int16Array, fineStep: number, coarse: Int8Array, coarseStep: number): number {
  let square = 0
  for (let d = 0; d < fine.length; d++) square += ((fine[d] ?? 0) * fineStep - (coarse[d] ?? 0) * coarseStep) ** 2
  return Math.sqrt(square)
}

/** Rounds into `out`, the largest number to `most`, and gives the size of a step; 0 where the query has no direction. */
function roundQuery(query: Float32Array, out: Int16Array | Int8Array, most: number): number {
  let largest = 0
  for (let d = 0; d < out.length; d++) {
    const magnitude = Math.abs(query[d] ?? NaN)
    if (!Number.isFinite(magnitude)) return 0
    if (magnitude > largest) largest = magnitude
  }
  const step = largest / most
  if (step === 0) return 0
  for (let d = 0; d < out.length; d++) out[d] = Math.round((query[d] ?? 0) / step)
  return step
}

/** 1 / length of each row's codes; 0 for a row without a vector. */
export function inverseNormsOf({ rows, dimensions, codes, scales }: Int8Matrix): Float32Array {
  const out = new Float32Array(rows)
  for (let row = 0; row < rows; row++) {
    let square = 0
    for (let at = row * dimensions; at < (row + 1) * dimensions; at++) square += (codes[at] ?? 0) ** 2
    if (square > 0 && (scales[row] ?? 0) > 0) out[row] = 1 / Math.sqrt(square)
  }
  return out
}

/** The `k` largest scores among rows that have a vector, by insertion: few rows ever pass the threshold. */
function selectTop(scores: Float32Array, present: Float32Array, k: number): readonly RowScore[] {
  const top: RowScore[] = []
  if (k <= 0) return top
  let threshold = -Infinity
  for (let row = 0; row < scores.length; row++) {
    const score = scores[row] ?? 0
    if (score <= threshold || present[row] === 0) continue
    let at = top.length
    while (at > 0 && (top[at - 1]?.score ?? Infinity) < score) at--
    top.splice(at, 0, { row, score })
    if (top.length > k) top.pop()
    if (top.length === k) threshold = top[k - 1]?.score ?? threshold
  }
  return top
}
