import { keepGreatest } from './greatest.js'
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
  /** The `k` rows nearest to the query, best first, ties by row: exact, no row that belongs there is missed. */
  topK(query: Float32Array, k: number): readonly RowScore[]
  /** Every row that may be among the `k` nearest, in their own order, where the rows stand for vectors that lie at most `error` from their directions. */
  within(query: Float32Array, k: number, error: number): Int32Array
}

/** Compares queries with many int8 vectors. All kernels agree to 1e-3 with float arithmetic on the same rows, and bit for bit with each other. */
export interface DotKernel {
  readonly name: 'relaxed-simd' | 'simd' | 'scalar'
  /** Copies the matrix; changes to it afterwards mean nothing. */
  load(matrix: Int8Matrix): VectorIndex
}

/** Queries are rounded to 13 bits and a sign: their error is a hundred times below that of the int8 rows, and 2,048 dimensions fit 32 bits. */
export const QUERY_LARGEST = 8_191

/** Rounds into `out`, the largest number to `most`, and gives the size of a step; 0 where the query has no direction. */
export function roundQuery(query: Float32Array, out: Int16Array | Int8Array, most: number): number {
  let largest = 0
  for (let d = 0; d < out.length; d++) {
    const magnitude = Math.abs(query[d] ?? NaN)
    if (!Number.isFinite(magnitude)) return 0
    if (magnitude > largest) largest = magnitude
  }
  const step = largest / most
  if (step === 0) return 0
  for (let d = 0; d < out.length; d++) out[d] = Math.floor((query[d] ?? 0) / step + 0.5)
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

/** What float32 may lose of a score, of a query of unit length. */
const ROUNDING = 1e-6

/** How far the k-th best score and that of a vector among the k nearest can lie apart: both err by the row's error, the rounding of the query and that of the score. */
export function marginOf(error: number, step: number, length: number, dimensions: number): number {
  const rounded = (step / 2) * Math.sqrt(dimensions)
  return 2 * (error * (length + rounded) + rounded + ROUNDING * length)
}

/** A row's score, to the bit the same in every kernel. */
export function scoreOf(product: number, step: number, inverseNorm: number): number {
  return Math.fround(product * step * inverseNorm)
}

/** The k-th largest of the first `count` values; −∞ where there are not so many. NaN is none of them. */
export function kthLargest(values: Float32Array | Float64Array, count: number, k: number): number {
  const top = new Float64Array(k)
  keepGreatest(values.subarray(0, count), top)
  return top[0] ?? Number.NEGATIVE_INFINITY
}

/** Rows and their scores, NaN for one without a vector; where no rows are told, they are 0, 1, 2 … */
export interface Scored {
  readonly rows?: Int32Array
  readonly scores: Float32Array | Float64Array
  readonly count: number
}

/** The `k` best of rows that come in their order, best first, ties by row. */
export function best({ rows, scores, count }: Scored, k: number): readonly RowScore[] {
  const top: RowScore[] = []
  for (let i = 0; i < count && k > 0; i++) {
    const score = scores[i] ?? NaN
    if (Number.isNaN(score) || (top.length === k && score <= (top[k - 1]?.score ?? NaN))) continue
    let at = top.length
    while (at > 0 && (top[at - 1]?.score ?? NaN) < score) at--
    top.splice(at, 0, { row: rows?.[i] ?? i, score })
    if (top.length > k) top.pop()
  }
  return top
}

/** The rows that score at most `margin` less than the k-th best, in their order. */
export function near({ rows, scores, count }: Scored, k: number, margin: number): Int32Array {
  const found = new Int32Array(count)
  if (k <= 0) return found.subarray(0, 0)
  const least = kthLargest(scores, count, k) - margin
  let many = 0
  for (let i = 0; i < count; i++) if ((scores[i] ?? NaN) >= least) found[many++] = rows?.[i] ?? i
  return found.subarray(0, many)
}
