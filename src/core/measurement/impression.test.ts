import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { areaUnderCurve, measureImpression } from './impression.js'
import { meanOf, pairedBootstrap } from './summary.js'

describe('measureImpression', () => {
  it('gives the figures worked out by hand', () => {
    // Order: hit, miss, hit, miss. DCG = 1 + 1/2; ideal = 1 + 1/log2(3).
    const figures = measureImpression([4, 3, 2, 1], [true, false, true, false])
    expect(figures?.auc).toBeCloseTo(3 / 4, 12)
    expect(figures?.mrr).toBeCloseTo((1 + 1 / 3) / 2, 12)
    expect(figures?.ndcg5).toBeCloseTo(1.5 / (1 + 1 / Math.log2(3)), 12)
    expect(figures?.precision10).toBeCloseTo(0.2, 12)
    expect(figures?.recall10).toBe(1)
  })

  it('is the mean over all ways to break ties', () => {
    const clicked = [true, false, false]
    const tied = measureImpression([1, 1, 0], clicked)
    const ways = [measureImpression([2, 1, 0], clicked), measureImpression([1, 2, 0], clicked)]
    for (const figure of ['auc', 'mrr', 'ndcg5'] as const) expect(tied?.[figure]).toBeCloseTo(ways.reduce((sum, way) => sum + (way?.[figure] ?? Number.NaN), 0) / 2, 12)
  })

  it('refuses lists where all or nothing was clicked, and scores that are not finite', () => {
    expect(measureImpression([1, 2], [true, true])).toBeUndefined()
    expect(measureImpression([1, 2], [false, false])).toBeUndefined()
    expect(measureImpression([1, Number.NaN], [true, false])).toBeUndefined()
  })

  it('turns AUC into its complement when the scores are turned round', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: -5, max: 5 }), fc.boolean()), { minLength: 2, maxLength: 30 }), (rows) => {
        const clicked = rows.map(([, click]) => click)
        fc.pre(clicked.includes(true) && clicked.includes(false))
        const scores = rows.map(([score]) => score)
        expect(areaUnderCurve(scores, clicked) + areaUnderCurve(scores.map((score) => -score), clicked)).toBeCloseTo(1, 12)
      }),
    )
  })
})

describe('summary', () => {
  it('gives mean and standard error', () => {
    expect(meanOf([1, 2, 3, 4])).toEqual({ mean: 2.5, stderr: Math.sqrt(5 / 3 / 4) })
  })

  it('brackets a true difference and is the same twice', () => {
    const ours = Array.from({ length: 200 }, (_, i) => 0.6 + 0.1 * Math.sin(i))
    const theirs = ours.map((value, i) => value - 0.05 + 0.02 * Math.cos(i * 7))
    const found = pairedBootstrap(ours, theirs)
    expect(found.low).toBeLessThan(0.05)
    expect(found.high).toBeGreaterThan(0.05)
    expect(found.low).toBeGreaterThan(0)
    expect(pairedBootstrap(ours, theirs)).toEqual(found)
  })
})
