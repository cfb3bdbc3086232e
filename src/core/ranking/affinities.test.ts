import { describe, expect, it } from 'vitest'
import { createPlainPool, type VectorPool } from '../embedding/vector-pool.js'
import { createAffinities } from './affinities.js'
import { FORMULA } from './formula.js'
import type { Lineup } from './lineup.js'

const CANDIDATES = 40

function ground() {
  const plain = createPlainPool(3, CANDIDATES)
  let asked = 0
  const pool: VectorPool = {
    get size() {
      return plain.size
    },
    keep: (vector) => plain.keep(vector),
    at: (place) => plain.at(place),
    dots(vector, places) {
      asked += places.length
      return plain.dots(vector, places)
    },
  }
  for (let n = 0; n < CANDIDATES; n++) pool.keep(Float32Array.of(Math.sin(n), Math.cos(n), n / CANDIDATES))
  const lineup = { indices: Int32Array.from({ length: CANDIDATES }, (_, n) => n) } as unknown as Lineup
  return {
    pool,
    lineup,
    /** Products that `act` had to ask for. */
    products(act: () => void): number {
      const before = asked
      act()
      return asked - before
    },
  }
}

const voices = (count: number): readonly Float32Array[] => Array.from({ length: count }, (_, n) => Float32Array.of(n / count, 1 - n / count, 0.5))

describe('affinities', () => {
  it('are made once for each vector, however long the history, and are the same again', () => {
    const { pool, lineup, products } = ground()
    const affinities = createAffinities(pool)
    const all = voices(700)
    const first = all.map((voice) => affinities.along(voice, lineup))
    expect(products(() => expect(all.map((voice) => affinities.along(voice, lineup))).toEqual(first))).toBe(0)
    expect(first[3]?.[7]).toBeCloseTo(Math.exp(FORMULA.sharpness * (pool.dots(all[3] ?? new Float32Array(3), Int32Array.of(7))[0] ?? NaN)), 3)
  })

  it('keep the rows that there is room for where a history has more: none is pushed out just before its turn', () => {
    const { pool, lineup, products } = ground()
    const affinities = createAffinities(pool, 10 * CANDIDATES * 1.25)
    const all = voices(15)
    const pass = (): void => {
      for (const voice of all) affinities.along(voice, lineup)
    }
    expect(products(pass)).toBe(15 * CANDIDATES)
    for (let again = 0; again < 6; again++) expect(products(pass)).toBe(5 * CANDIDATES)
  })

  it('let go of what is not asked for any more', () => {
    const { pool, lineup, products } = ground()
    const affinities = createAffinities(pool, 10 * CANDIDATES * 1.25)
    for (const voice of voices(10)) affinities.along(voice, lineup)
    const later = voices(8)
    for (let pass = 0; pass < 10; pass++) for (const voice of later) affinities.along(voice, lineup)
    expect(products(() => { for (const voice of later) affinities.along(voice, lineup) })).toBe(0)
  })
})
