/** A vector with few entries: `terms` ascending and distinct, `weights` beside them. */
export interface SparseVector {
  readonly terms: Uint32Array
  readonly weights: Float64Array
}

export const EMPTY_SPARSE: SparseVector = { terms: new Uint32Array(0), weights: new Float64Array(0) }

/** Builds a sparse vector of unit length; no entries, or only zeros, give the empty one. */
export function unitSparse(entries: ReadonlyMap<number, number>): SparseVector {
  let squares = 0
  for (const weight of entries.values()) squares += weight * weight
  if (squares === 0) return EMPTY_SPARSE
  const length = Math.sqrt(squares)
  const terms = Uint32Array.from(entries.keys()).sort()
  return { terms, weights: Float64Array.from(terms, (term) => (entries.get(term) ?? 0) / length) }
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
