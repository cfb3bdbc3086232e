import { FORMULA } from './formula.js'
import type { Lineup } from './lineup.js'

/** Dot product of two vectors of one length. Four sums at once, always in the same order. */
export function dot(a: Float32Array, b: Float32Array): number {
  let s0 = 0
  let s1 = 0
  let s2 = 0
  let s3 = 0
  const length = a.length & ~3
  for (let i = 0; i < length; i += 4) {
    s0 += (a[i] ?? 0) * (b[i] ?? 0)
    s1 += (a[i + 1] ?? 0) * (b[i + 1] ?? 0)
    s2 += (a[i + 2] ?? 0) * (b[i + 2] ?? 0)
    s3 += (a[i + 3] ?? 0) * (b[i + 3] ?? 0)
  }
  for (let i = length; i < a.length; i++) s0 += (a[i] ?? 0) * (b[i] ?? 0)
  return s0 + s1 + (s2 + s3)
}

/** exp(sharpness · cosine) between one vector (of an item read, of a topic) and the candidates, kept so that the next ranking need not make them again. */
export interface Affinities {
  /** One for each candidate, in their order; 0 for one without a vector. `shelfSize` is above every index. */
  along(vector: Float32Array, lineup: Lineup, shelfSize: number): Float32Array
}

/** Rows kept at most; the least recently used goes first. At 10,000 items a row is 40 KB. */
const MOST_ROWS = 128

/** A lineup that is a smaller part of the shelf than this gets no row of the whole shelf's length. */
const LEAST_PART = 1 / 16

export function createAffinities(mostRows: number = MOST_ROWS): Affinities {
  const rows = new Map<Float32Array, Float32Array>()
  /** What is known of a vector by place on the shelf, the rest NaN. */
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
    along(vector, { shelved, indices }, shelfSize) {
      const out = new Float32Array(indices.length)
      const row = indices.length < LEAST_PART * shelfSize ? undefined : rowOf(vector, shelfSize)
      for (let i = 0; i < out.length; i++) {
        const index = indices[i] ?? -1
        if (index < 0) continue
        const known = row === undefined ? Number.NaN : (row[index] ?? Number.NaN)
        out[i] = Number.isNaN(known) ? Math.exp(FORMULA.sharpness * dot(shelved[i]?.vector ?? vector, vector)) : known
        if (row !== undefined) row[index] = out[i] ?? 0
      }
      return out
    },
  }
}
