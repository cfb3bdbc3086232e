import { best, type DotKernel, type RowScore } from './dot-kernel.js'
import { quantise } from './quantise.js'
import type { VectorPool } from './vector-pool.js'

/** The `k` places of a pool nearest to a query by their exact dot products, best first, ties by place. */
export type Nearest = (query: Float32Array, k: number) => readonly RowScore[]

/**
 * An exact search over what a pool holds now: bytes tell what may be near, the pool's own vectors decide. What rounding to bytes can move a
 * product by is known from the vectors, so none that belongs among the nearest is missed.
 */
export function openNearest(kernel: DotKernel, pool: VectorPool, dimensions: number): Nearest {
  const vectors = new Float32Array(pool.size * dimensions)
  for (let place = 0; place < pool.size; place++) vectors.set(pool.at(place) ?? [], place * dimensions)
  const matrix = quantise(vectors, dimensions)
  const index = kernel.load(matrix)
  const farthest = farthestOf(vectors, matrix.codes, dimensions)
  return (query, k) => {
    const rows = index.within(query, k, farthest)
    return best({ rows, scores: pool.dots(query, rows), count: rows.length }, k)
  }
}

/** The greatest distance between a vector and the direction of its codes. */
function farthestOf(vectors: Float32Array, codes: Int8Array, dimensions: number): number {
  let farthest = 0
  for (let row = 0; row * dimensions < vectors.length; row++) {
    let square = 0
    for (let at = row * dimensions; at < (row + 1) * dimensions; at++) square += (codes[at] ?? 0) ** 2
    const inverse = square === 0 ? 0 : 1 / Math.sqrt(square)
    let off = 0
    for (let at = row * dimensions; at < (row + 1) * dimensions; at++) off += ((vectors[at] ?? 0) - (codes[at] ?? 0) * inverse) ** 2
    farthest = Math.max(farthest, off)
  }
  return Math.sqrt(farthest)
}
