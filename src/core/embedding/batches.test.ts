import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planBatches } from './batches.js'

const lengths = fc.array(fc.integer({ min: 2, max: 256 }), { maxLength: 60 })

describe('a plan of batches', () => {
  it('holds every text once, and no batch over the size', () => {
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 16 }), fc.boolean(), (all, size, padded) => {
        const plan = planBatches(all, size, padded)
        expect(plan.flat().sort((a, b) => a - b)).toEqual(all.map((_, position) => position))
        expect(plan.every((batch) => batch.length >= 1 && batch.length <= size)).toBe(true)
      }),
    )
  })

  it('puts only equal lengths together, or, where padding is allowed, none more than twice another', () => {
    fc.assert(
      fc.property(lengths, fc.boolean(), (all, padded) => {
        for (const batch of planBatches(all, 8, padded)) {
          const own = batch.map((position) => all[position] ?? NaN)
          expect(Math.max(...own)).toBeLessThanOrEqual((padded ? 2 : 1) * Math.min(...own))
        }
      }),
    )
  })

  it('fills one batch with titles of like lengths', () => {
    expect(planBatches([9, 12, 10, 16, 13, 11, 15, 14], 8, true)).toEqual([[0, 2, 5, 1, 4, 7, 6, 3]])
    expect(planBatches([9, 12, 10], 8)).toEqual([[0], [2], [1]])
  })
})
