/** A vector with few entries: `terms` ascending and distinct, `weights` beside them. */
export interface SparseVector {
  readonly terms: Uint32Array
  readonly weights: Float64Array
}

export const EMPTY_SPARSE: SparseVector = { terms: new Uint32Array(0), weights: new Float64Array(0) }

/** The sparse vector of unit length of the terms found in a text, in any order, each as often as it occurs; `weigh` says what a term counts that occurs so many times. No terms, or only such as count nothing, give the empty one. */
export function unitSparse(found: readonly number[], weigh: (term: number, times: number) => number): SparseVector {
  const terms = new Uint32Array(found).sort()
  const weights = new Float64Array(terms.length)
  let distinct = 0
  let squares = 0
  for (let i = 0, times = 1; i < terms.length; i += times) {
    const term = terms[i] ?? 0
    for (times = 1; terms[i + times] === term; ) times++
    const weight = weigh(term, times)
    terms[distinct] = term
    weights[distinct++] = weight
    squares += weight * weight
  }
  if (squares === 0) return EMPTY_SPARSE
  const length = Math.sqrt(squares)
  for (let i = 0; i < distinct; i++) weights[i] = (weights[i] ?? 0) / length
  return distinct === terms.length ? { terms, weights } : { terms: terms.slice(0, distinct), weights: weights.slice(0, distinct) }
}

/** Dot product with a vector held as a map from term to weight. */
export function dotWith(vector: SparseVector, dense: ReadonlyMap<number, number>): number {
  let sum = 0
  for (let i = 0; i < vector.terms.length; i++) {
    const weight = dense.get(vector.terms[i] ?? 0)
    if (weight !== undefined) sum += weight * (vector.weights[i] ?? 0)
  }
  return sum
}

/** Dot product of two sparse vectors. */
export function dotSparse(a: SparseVector, b: SparseVector): number {
  let sum = 0
  for (let i = 0, j = 0; i < a.terms.length && j < b.terms.length; ) {
    const left = a.terms[i] ?? 0
    const right = b.terms[j] ?? 0
    if (left === right) sum += (a.weights[i++] ?? 0) * (b.weights[j++] ?? 0)
    else if (left < right) i++
    else j++
  }
  return sum
}
