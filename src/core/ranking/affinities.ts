import { FORMULA } from './formula.js'
import type { Lineup } from './lineup.js'
import type { VectorPool } from '../embedding/vector-pool.js'

/** exp(sharpness · cosine) between one vector (of an item read, of a topic) and the candidates, kept so that the next ranking need not make them again. */
export interface Affinities {
  /** One for each candidate, in their order; 0 for one without a vector. */
  along(vector: Float32Array, lineup: Lineup): Float32Array
}

/** Rows kept at most; the least recently used goes first. At 10,000 items a row is 40 KB. */
const MOST_ROWS = 128

/** A lineup that is a smaller part of the pool than this gets no row of the whole pool's length. */
const LEAST_PART = 1 / 16

export function createAffinities(pool: VectorPool, mostRows: number = MOST_ROWS): Affinities {
  const rows = new Map<Float32Array, Float32Array>()
  /** What is known of a vector by place in the pool, the rest NaN. */
  const rowOf = (vector: Float32Array, size: number): Float32Array => {
    const before = rows.get(vector)
    rows.delete(vector)
    const row = before !== undefined && before.length >= size ? before : new Float32Array(size + (size >> 2)).fill(Number.NaN)
    if (before !== undefined && row !== before) row.set(before)
    rows.set(vector, row)
    if (rows.size > mostRows) {
      const [oldest] = rows.keys()
      if (oldest !== undefined) rows.delete(oldest)
    }
    return row
  }
  return {
    along(vector, { indices }) {
      const out = new Float32Array(indices.length)
      const row = indices.length < LEAST_PART * pool.size ? undefined : rowOf(vector, pool.size)
      const missing: number[] = []
      for (let i = 0; i < out.length; i++) {
        const index = indices[i] ?? -1
        if (index < 0) continue
        const known = row?.[index] ?? Number.NaN
        if (Number.isNaN(known)) missing.push(i)
        else out[i] = known
      }
      const cosines = pool.dots(vector, Int32Array.from(missing, (i) => indices[i] ?? 0))
      missing.forEach((i, k) => {
        out[i] = Math.exp(FORMULA.sharpness * (cosines[k] ?? 0))
        if (row !== undefined) row[indices[i] ?? -1] = out[i] ?? 0
      })
      return out
    },
  }
}
