import { describe, expect, it } from 'vitest'
import { sampleSubset, type BucketIndex } from '../privacy/subset-selection.js'
import { publishedTask } from '../privacy/testing/published-task.js'
import { seededRandom } from '../privacy/testing/seeded-random.js'
import { uniformFrom } from '../privacy/uniform.js'
import { comparisonOf } from './comparison.js'
import { plan, planFault, type Question } from './plan.js'

const conversion = (mode: 'local' | 'dap', holdout = 0.5): Question => ({ measure: 'conversion', mode, base: 0.03, holdout })

describe('the sample-size planner', () => {
  it('has the published figures: preference, conversion by half and by a tenth, locally and over DAP', () => {
    const millions = (question: Question, lift: number): number => Math.round(plan(question, lift).needed / 1e4) / 100
    expect(plan({ measure: 'preference', mode: 'local', base: 0.5, holdout: 0.5 }, 0.1).needed).toBeCloseTo(3_700, -2)
    expect(plan({ measure: 'preference', mode: 'dap', base: 0.5, holdout: 0.5 }, 0.1).needed).toBeCloseTo(800, -2)
    expect(millions(conversion('local'), 0.05)).toBeCloseTo(13.3, 1)
    expect(millions(conversion('dap'), 0.05)).toBeCloseTo(0.42, 1)
    expect(millions(conversion('local', 0.1), 0.05)).toBeCloseTo(36.8, 0)
    expect(millions(conversion('dap', 0.1), 0.05)).toBeCloseTo(1.13, 1)
    expect([millions(conversion('local'), 0.25), millions(conversion('local'), 0.5)]).toEqual([0.53, 0.13])
  })

  it('refuses below the detectable effect, and prints that effect', () => {
    const few = plan(conversion('local'), 0.05, 100_000)
    expect(few.enough).toBe(false)
    expect(few.detectable).toBeGreaterThan(0.5)
    // At that effect the same number is enough.
    expect(plan(conversion('local'), (few.detectable ?? 0) + 1e-6, 100_000).enough).toBe(true)
    expect(plan(conversion('local'), 0.05, 10).detectable).toBe(Infinity)
  })

  it('plans amounts: per buyer it takes as many more browsers as there are fewer buyers', () => {
    const value = (changes: Partial<Question> = {}): Question => ({ measure: 'value', mode: 'dap', base: 2, deviation: 12, holdout: 0.5, ...changes })
    // (1.96 + 0.84)²·(144/0.5 + 144/0.5)/(0.1·2)².
    expect(plan(value(), 0.1).needed / 113_026).toBeCloseTo(1, 3)
    const buyer = value({ measure: 'order-value', base: 40, deviation: 30, buyers: 0.05 })
    expect(plan(buyer, 0.1).needed / (((1.96 + 0.8416) ** 2 * (900 / 0.05) * 4) / 16)).toBeCloseTo(1, 3)
    expect(planFault(value({ measure: 'lifetime-value' }), 0.1)).toContain('share of browsers that buy')
  })

  it('says why a question cannot be asked', () => {
    expect(planFault({ measure: 'value', mode: 'local', base: 40, deviation: 90, holdout: 0.5 }, 0.1)).toContain('DAP only')
    expect(planFault(conversion('local'), 40)).toContain('between 0 and 1')
    expect(planFault(conversion('local'), 0.05)).toBeUndefined()
  })
})

describe('comparisons on simulated truth', () => {
  const random = seededRandom(21)
  const below = uniformFrom(random)
  const happens = (chance: number): boolean => below(1_000_000) < chance * 1_000_000
  const outcome = publishedTask({ id: 'outcome', kind: 'outcome', buckets: ['bought', 'nothing'] })
  const preference = publishedTask({ id: 'preference', kind: 'preference', buckets: ['win', 'loss', 'nothing'] })

  it('by arm: the interval covers at its rate, and the sequence covers at every look', { timeout: 900_000 }, () => {
    const figures = process.env['HEARTH_FIGURES'] === 'print'
    const [runs, n, looks] = figures ? [2_000, 6_000, 30] : [300, 1_200, 6]
    let [covered, always] = [0, 0]
    for (let run = 0; run < runs; run += 1) {
      const arms = [{ arm: 0, n: 0, counts: [0, 0] }, { arm: 1, n: 0, counts: [0, 0] }]
      let held = true
      for (let report = 1; report <= n; report += 1) {
        const arm = arms[below(2)]
        if (arm === undefined) continue
        const truth = (happens(arm.arm === 1 ? 0.4 : 0.2) ? 0 : 1) as BucketIndex
        arm.n += 1
        for (const bucket of sampleSubset(outcome.mechanism, truth, random)) arm.counts[bucket] = (arm.counts[bucket] ?? 0) + 1
        if (report % (n / looks) !== 0) continue
        const seen = comparisonOf(outcome, arms)
        if (seen !== undefined && (seen.always.low > 0.2 || seen.always.high < 0.2)) held = false
        if (report === n && seen !== undefined && seen.low <= 0.2 && 0.2 <= seen.high) covered += 1
      }
      if (held) always += 1
    }
    if (figures) process.stdout.write(`${runs} comparisons by arm of ${n} reports: ${(100 * covered / runs).toFixed(2)} % of the intervals at the end hold the truth, ${(100 * always / runs).toFixed(2)} % of the sequences do at all of ${looks} looks\n`)
    // 95 % with four deviations to spare.
    expect(covered / runs).toBeGreaterThan(0.95 - 4 * Math.sqrt((0.95 * 0.05) / runs))
    expect(covered / runs).toBeLessThanOrEqual(1)
    expect(always / runs).toBeGreaterThan(0.95)
  })

  it('of wins and losses: unbiased, and covered at its rate', () => {
    const [runs, n] = [300, 600]
    let [covered, sum] = [0, 0]
    for (let run = 0; run < runs; run += 1) {
      const counts = [0, 0, 0]
      for (let report = 0; report < n; report += 1) {
        const truth = (happens(0.3) ? 0 : happens(0.2 / 0.7) ? 1 : 2) as BucketIndex
        for (const bucket of sampleSubset(preference.mechanism, truth, random)) counts[bucket] = (counts[bucket] ?? 0) + 1
      }
      const seen = comparisonOf(preference, [{ n, counts }])
      if (seen === undefined) throw new Error('reports came')
      sum += seen.difference
      if (seen.low <= 0.1 && 0.1 <= seen.high) covered += 1
    }
    expect(sum / runs).toBeCloseTo(0.1, 1)
    expect(covered / runs).toBeGreaterThan(0.95 - 4 * Math.sqrt((0.95 * 0.05) / runs))
  })
})
