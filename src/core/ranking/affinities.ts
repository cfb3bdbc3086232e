import { FORMULA } from './formula.js'
import type { Shelved } from './shelf.js'

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

/** exp(sharpness · cosine) between items read and candidates, kept so that a click costs one new row. */
export interface Affinities {
  /** Row of one item read: `row[candidate.index]` is known for every candidate with a vector. `indices` holds each candidate's index, −1 without a vector. */
  fill(read: Shelved, vector: Float32Array, candidates: readonly Shelved[], indices: Int32Array, shelfSize: number): Float32Array
}

/** Rows kept at most; the least recently used goes first. At 1,000 items a row is 4 KB. */
const MOST_ROWS = 600

export function createAffinities(mostRows: number = MOST_ROWS): Affinities {
  const rows = new Map<number, Float32Array>()
  return {
    fill(read, vector, candidates, indices, shelfSize) {
      let row = rows.get(read.index)
      rows.delete(read.index)
      if (row === undefined || row.length < shelfSize) {
        const grown = new Float32Array(shelfSize + (shelfSize >> 2)).fill(Number.NaN)
        if (row !== undefined) grown.set(row)
        row = grown
      }
      rows.set(read.index, row)
      if (rows.size > mostRows) {
        const [oldest] = rows.keys()
        if (oldest !== undefined) rows.delete(oldest)
      }
      for (let i = 0; i < indices.length; i++) {
        const index = indices[i] ?? -1
        if (index < 0 || !Number.isNaN(row[index] ?? 0)) continue
        const other = candidates[i]?.vector
        if (other !== undefined) row[index] = Math.exp(FORMULA.sharpness * dot(other, vector))
      }
      return row
    },
  }
}
