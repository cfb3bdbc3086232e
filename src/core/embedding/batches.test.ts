import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planBatches } from './batches.js'

const lengths = fc.array(fc.integer({ min: 2, max: 256 }), { maxLength: 60 })

describe('a plan of batches', () => {
  it('holds every text once, and no batch over the size, in texts or in tokens with their padding', () => {
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 16 }), fc.integer({ min: 2, max: 600 }), fc.boolean(), (all, texts, tokens, padded) => {
        const plan = planBatches(all, { texts, tokens }, padded)
        expect(plan.flat().sort((a, b) => a - b)).toEqual(all.map((_, position) => position))
        for (const batch of plan) {
          expect(batch.length).toBeLessThanOrEqual(texts)
          expect(batch.length * Math.max(...batch.map((position) => all[position] ?? NaN)) <= tokens || batch.length === 1).toBe(true)
        }
      }),
    )
  })

  it('puts only equal lengths together, or, where padding is allowed, none more than twice another', () => {
    fc.assert(
      fc.property(lengths, fc.boolean(), (all, padded) => {
        for (const batch of planBatches(all, { texts: 8, tokens: 512 }, padded)) {
          const own = batch.map((position) => all[position] ?? NaN)
          expect(Math.max(...own)).toBeLessThanOrEqual((padded ? 2 : 1) * Math.min(...own))
        }
      }),
    )
  })

  it('fills one batch with titles of like lengths', () => {
    expect(planBatches([9, 12, 10, 16, 13, 11, 15, 14], { texts: 8, tokens: 512 }, true)).toEqual([[0, 2, 5, 1, 4, 7, 6, 3]])
    expect(planBatches([9, 12, 10], { texts: 8, tokens: 512 })).toEqual([[0], [2], [1]])
  })
})
