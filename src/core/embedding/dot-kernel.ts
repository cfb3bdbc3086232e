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

/** Queries are rounded to 13 bits and a sign: their error is a hundred times below that of the int8 rows, and 2,048 dimensions fit 32 bits. */
const QUERY_LARGEST = 8_191

/** Makes an index of an inner loop over the rows of `matrix`. */
export function indexOver(matrix: Int8Matrix, dots: IntegerDots): VectorIndex {
  const { rows, dimensions } = matrix
  const inverseNorms = inverseNormsOf(matrix)
  const query16 = new Int16Array(dimensions)

  function scores(query: Float32Array): Float32Array {
    const step = roundQuery(query, query16)
    const answer = new Float32Array(rows)
    if (step === 0) return answer
    const products = dots(query16)
    for (let row = 0; row < rows; row++) answer[row] = (products[row] ?? 0) * step * (inverseNorms[row] ?? 0)
    return answer
  }

  return { rows, dimensions, scores, topK: (query, k) => selectTop(scores(query), inverseNorms, k) }
}

/** Rounds into `out` and gives the size of a step; 0 where the query has no direction. */
function roundQuery(query: Float32Array, out: Int16Array): number {
  let largest = 0
  for (let d = 0; d < out.length; d++) {
    const magnitude = Math.abs(query[d] ?? NaN)
    if (!Number.isFinite(magnitude)) return 0
    if (magnitude > largest) largest = magnitude
  }
  const step = largest / QUERY_LARGEST
  if (step === 0) return 0
  for (let d = 0; d < out.length; d++) out[d] = Math.round((query[d] ?? 0) / step)
  return step
}

/** 1 / length of each row's codes; 0 for a row without a vector. */
function inverseNormsOf({ rows, dimensions, codes, scales }: Int8Matrix): Float32Array {
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
