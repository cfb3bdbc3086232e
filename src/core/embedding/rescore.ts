import type { RowScore, VectorIndex } from './dot-kernel.js'

/** Bytes decide who is near, float32 decides the order: on unit vectors the bytes err by about .0004, so three times as many candidates hold the true ones. */
const CANDIDATES = 3

/**
 * The `k` rows nearest to a query by float32 cosine, best first, ties by row, found over the int8 index.
 *
 * @param vectors the unit vectors that the index was made of, row-major float32
 * @param query a unit vector
 */
export function nearest(index: VectorIndex, vectors: Float32Array, query: Float32Array, k: number): readonly RowScore[] {
  const { dimensions } = index
  return index
    .topK(query, CANDIDATES * k)
    .map(({ row }) => {
      let score = 0
      for (let d = 0, at = row * dimensions; d < dimensions; d++, at++) score += (vectors[at] ?? 0) * (query[d] ?? 0)
      return { row, score }
    })
    .sort((a, b) => b.score - a.score || a.row - b.row)
    .slice(0, k)
}
