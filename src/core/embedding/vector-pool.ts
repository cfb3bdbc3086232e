import { dot } from './dot.js'

/** Vectors of one length, kept together, so that one can be compared with many at once. */
export interface VectorPool {
  readonly size: number
  /** Takes in a vector of the pool's length, which may not change afterwards, and tells its place, 0 and up. */
  keep(vector: Float32Array): number
  /** The vector at a place; undefined where there is none. */
  at(place: number): Float32Array | undefined
  /** The vector's dot product with each of those at `places`, to the bit what `dot` gives. */
  dots(vector: Float32Array, places: Int32Array): Float64Array
}

/** A pool for vectors of so many numbers, with room at once for so many of them. */
export type CreateVectorPool = (dimensions: number, expected: number) => VectorPool

/** The pool in plain JavaScript: for hosts that forbid WebAssembly, for other programs, and what the other one is compared with. */
export const createPlainPool: CreateVectorPool = () => {
  const vectors: Float32Array[] = []
  return {
    get size() {
      return vectors.length
    },
    keep: (vector) => vectors.push(vector) - 1,
    at: (place) => vectors[place],
    dots(vector, places) {
      const out = new Float64Array(places.length)
      for (let i = 0; i < out.length; i++) out[i] = dot(vectors[places[i] ?? -1] ?? vector, vector)
      return out
    },
  }
}
