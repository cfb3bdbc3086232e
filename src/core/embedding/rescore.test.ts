import { describe, expect, it } from 'vitest'
import { quantise } from './quantise.js'
import { nearest } from './rescore.js'
import { scalarKernel } from './scalar-kernel.js'

const D = 64
let state = 7
const uniform = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647 - 0.5
const unit = (vector: Float32Array): Float32Array => vector.map((x) => x / Math.hypot(...vector))
const vectors = Float32Array.from(Array.from({ length: 2_000 }, () => [...unit(Float32Array.from({ length: D }, uniform))]).flat())

describe('a search over bytes with a rescore', () => {
  it('gives the true nearest in float32, in their order', () => {
    const index = scalarKernel.load(quantise(vectors, D))
    for (let q = 0; q < 40; q++) {
      const query = unit(Float32Array.from({ length: D }, uniform))
      const all = Array.from({ length: 2_000 }, (_, row) => ({ row, score: vectors.subarray(row * D, (row + 1) * D).reduce((sum, x, d) => sum + x * (query[d] ?? 0), 0) }))
      const expected = all.sort((a, b) => b.score - a.score || a.row - b.row).slice(0, 10).map(({ row }) => row)
      expect(nearest(index, vectors, query, 10).map(({ row }) => row)).toEqual(expected)
    }
  })
})
