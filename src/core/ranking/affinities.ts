import { FORMULA } from './formula.js'
import type { Lineup } from './lineup.js'
import type { VectorPool } from '../embedding/vector-pool.js'

/** exp(sharpness · cosine) between one vector (of an item read, of a topic) and the candidates, kept so that the next ranking need not make them again. */
export interface Affinities {
  /** One for each candidate, in their order; 0 for one without a vector. Written into `out` where that is given. */
  along(vector: Float32Array, lineup: Lineup, out?: Float32Array): Float32Array
}

/** Numbers kept at most, 32 MB: the rows of six hundred items read among ten thousand. */
const MOST_NUMBERS = 8_000_000

/** A row gives way once so many times all the rows were asked for without it. Sooner, a history of a few rows too many would push out each just before its turn. */
const PATIENCE = 4

/** For a lineup that is a smaller part of the pool than this no row of the whole pool's length is begun; one that is there serves it. */
const LEAST_PART = 1 / 16

interface Row {
  /** What is known of a vector by place in the pool, the rest NaN. */
  readonly known: Float32Array
  /** The turn at which it was last asked for. */
  readonly at: number
}

export function createAffinities(pool: VectorPool, mostNumbers: number = MOST_NUMBERS): Affinities {
  /** The least recently asked for first. */
  const rows = new Map<Float32Array, Row>()
  let turn = 0

  const rowOf = (vector: Float32Array, size: number): Float32Array | undefined => {
    turn++
    const before = rows.get(vector)
    const length = size + (size >> 2)
    const most = Math.max(1, Math.floor(mostNumbers / length))
    if (before === undefined && !makeRoom(most)) return undefined
    rows.delete(vector)
    const known = before !== undefined && before.known.length >= size ? before.known : new Float32Array(length).fill(Number.NaN)
    if (before !== undefined && known !== before.known) known.set(before.known)
    rows.set(vector, { known, at: turn })
    return known
  }

  const makeRoom = (most: number): boolean => {
    for (const [oldest, { at }] of rows) {
      if (rows.size < most) return true
      if (turn - at <= PATIENCE * most) return false
      rows.delete(oldest)
    }
    return true
  }

  return {
    along(vector, { indices }, out = new Float32Array(indices.length)) {
      const row = indices.length < LEAST_PART * pool.size ? rows.get(vector)?.known : rowOf(vector, pool.size)
      const missing = row === undefined ? placesOf(indices, out) : recall(row, indices, out)
      if (missing.length === 0) return out
      const cosines = pool.dots(vector, Int32Array.from(missing, (i) => indices[i] ?? 0))
      missing.forEach((i, k) => {
        out[i] = Math.exp(FORMULA.sharpness * (cosines[k] ?? 0))
        if (row !== undefined) row[indices[i] ?? -1] = out[i] ?? 0
      })
      return out
    },
  }
}

/** Writes what a row knows of the candidates into `out`; which it does not know. */
function recall(row: Float32Array, indices: Int32Array, out: Float32Array): readonly number[] {
  const missing: number[] = []
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i] ?? -1
    const known = index < 0 ? 0 : (row[index] ?? Number.NaN)
    out[i] = known
    if (known !== known) missing.push(i)
  }
  return missing
}

/** The candidates that have a place; 0 in `out` for the others. */
function placesOf(indices: Int32Array, out: Float32Array): readonly number[] {
  out.fill(0)
  return Array.from(indices.keys()).filter((i) => (indices[i] ?? -1) >= 0)
}
