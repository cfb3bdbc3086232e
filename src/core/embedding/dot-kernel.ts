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
  /** The same with every further row that scores at most `margin` less than the last of them. */
  within(query: Float32Array, k: number, margin: number): readonly RowScore[]
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

/** A row's score, to the bit the same in every kernel. */
export function scoreOf(product: number, step: number, inverseNorm: number): number {
  return Math.fround(product * step * inverseNorm)
}

/** The k-th largest of the first `count` values; −∞ where there are not so many. NaN is none of them. */
export function kthLargest(values: Float32Array, count: number, k: number): number {
  const top = new Float32Array(k).fill(-Infinity)
  let least = -Infinity
  for (let i = 0; i < count; i++) {
    const value = values[i] ?? NaN
    if (!(value > least)) continue
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

/** Of rows in their order and their scores (NaN for one without a vector) the `k` best and whatever scores at most `margin` less than the last of them, best first, ties by row. */
export function best(rows: Int32Array | undefined, scores: Float32Array, count: number, k: number, margin: number): readonly RowScore[] {
  if (k <= 0) return []
  const least = kthLargest(scores, count, k)
  const found: RowScore[] = []
  for (let i = 0; i < count; i++) {
    const score = scores[i] ?? NaN
    if (score >= least - margin) found.push({ row: rows === undefined ? i : (rows[i] ?? 0), score })
  }
  found.sort((a, b) => b.score - a.score || a.row - b.row)
  // Of equals at the end the later ones are too many, unless a margin asks for them.
  return margin > 0 ? found : found.slice(0, k)
}
