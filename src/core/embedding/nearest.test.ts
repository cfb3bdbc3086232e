import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dot } from './dot.js'
import { openNearest } from './nearest.js'
import { scalarKernel } from './scalar-kernel.js'
import { createPlainPool } from './vector-pool.js'

const D = 40
const unit = (vector: Float32Array): Float32Array => vector.map((x) => x / Math.hypot(...vector))

/** Unit vectors in loose bundles, with near-copies among them: what bytes alone would put in a wrong order. */
const bundles = fc.record({ seed: fc.integer({ min: 1, max: 1e6 }), rows: fc.integer({ min: 1, max: 900 }), spread: fc.constantFrom(0.002, 0.05, 1), k: fc.integer({ min: 0, max: 15 }) }).map(({ seed, rows, spread, k }) => {
  let state = seed
  const uniform = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647 - 0.5
  const middle = Float32Array.from({ length: D }, uniform)
  const near = (): Float32Array => unit(middle.map((x) => x + spread * uniform()))
  return { k, vectors: Array.from({ length: rows }, near), query: near() }
})

describe('a search over bytes that float32 decides', () => {
  it('gives exactly the nearest, in their order, also among near-copies', () => {
    fc.assert(
      fc.property(bundles, ({ k, vectors, query }) => {
        const pool = createPlainPool(D, vectors.length)
        for (const vector of vectors) pool.keep(vector)
        const expected = vectors.map((vector, row) => ({ row, score: dot(vector, query) })).sort((a, b) => b.score - a.score || a.row - b.row).slice(0, k)
        expect(openNearest(scalarKernel, pool, D)(query, k)).toEqual(expected)
      }),
      { numRuns: 60 },
    )
  })
})
