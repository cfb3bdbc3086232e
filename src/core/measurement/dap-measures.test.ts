import { describe, expect, it } from 'vitest'
import { discreteLaplace, noiseScale } from '../privacy/dap/discrete-laplace.js'
import { MICRO } from '../privacy/micro-epsilon.js'
import { publishedTask } from '../privacy/testing/published-task.js'
import { seededRandom } from '../privacy/testing/seeded-random.js'
import { uniformFrom } from '../privacy/uniform.js'
import { dapComparisonOf, dapMeasuresOf } from './dap-measures.js'
import { fieller } from './fieller.js'

const random = seededRandom(5)
const below = uniformFrom(random)
const scale = noiseScale(MICRO)
const noisy = (counts: readonly number[]) => counts.map((count) => count + discreteLaplace(scale, random) + discreteLaplace(scale, random))
const value = publishedTask({ id: 'value', kind: 'outcome', measure: 'value', mode: 'dap', buckets: ['0-20', '20-60', '60-100', '100+', 'nothing'] })

/** Shares of the buckets in each arm; browsers toss for the arm. */
const SHARES = [[0.02, 0.06, 0.03, 0.01, 0.88], [0.02, 0.07, 0.05, 0.02, 0.84]] as const
const AMOUNTS = [10, 40, 80, 100, 0] as const

function batch(n: number) {
  const sums = new Array<number>(10).fill(0)
  for (let browser = 0; browser < n; browser += 1) {
    const arm = below(2)
    let left = below(1_000_000) / 1_000_000
    const bucket = SHARES[arm]?.findIndex((share) => (left -= share) < 0) ?? 0
    const cell = arm * 5 + (bucket === -1 ? 4 : bucket)
    sums[cell] = (sums[cell] ?? 0) + 1
  }
  return { n, sums: noisy(sums) }
}

const truth = (arm: 0 | 1) => {
  const buyers = 1 - (SHARES[arm][4] ?? 0)
  const browser = SHARES[arm].reduce((sum, share, at) => sum + share * (AMOUNTS[at] ?? 0), 0)
  return { buyers, 'value-per-browser': browser, 'order-value': browser / buyers }
}

describe('measures by arm over DAP', () => {
  it('cover the truth at their rate: buyers, order value, value per browser, and their differences', () => {
    const names = ['buyers', 'order-value', 'value-per-browser'] as const
    const runs = 300
    const held = new Map<string, number>()
    for (let run = 0; run < runs; run += 1) {
      for (const { measure, arms, difference } of dapMeasuresOf(value, batch(2_000))) {
        const name = names.find((each) => each === measure)
        if (name === undefined) throw new Error(`an unknown measure ${measure}`)
        const [first, second] = [truth(0)[name], truth(1)[name]]
        const hits = [[arms[0], first], [arms[1], second], [difference, second - first]] as const
        hits.forEach(([interval, at], which) => {
          if (interval !== undefined && interval.low <= at && at <= interval.high) held.set(`${measure} ${which}`, (held.get(`${measure} ${which}`) ?? 0) + 1)
        })
      }
    }
    expect(held.size).toBe(9)
    for (const hits of held.values()) {
      expect(hits / runs).toBeGreaterThan(0.95 - 4 * Math.sqrt((0.95 * 0.05) / runs))
      expect(hits / runs).toBeLessThan(0.99)
    }
  })

  it('says nothing of a mean whose number of buyers cannot be told from zero', () => {
    const few = { n: 200, sums: noisy([0, 0, 0, 0, 100, 0, 0, 1, 0, 99]) }
    expect(dapMeasuresOf(value, few).map(({ measure }) => measure)).not.toContain('order-value')
  })

  it('compares wins and losses', () => {
    const preference = publishedTask({ kind: 'preference', buckets: ['win', 'loss', 'nothing'], mode: 'dap' })
    const seen = dapComparisonOf(preference, { n: 1_000, sums: [400, 300, 300] })
    expect(seen?.difference).toBeCloseTo(0.1, 9)
    // √(0.7 − 0.01)/√n, and the noise of four draws on top.
    expect((seen?.high ?? 0) - (seen?.low ?? 0)).toBeCloseTo(2 * 1.96 * Math.hypot(Math.sqrt(0.69 / 1_000), Math.sqrt(4 * 7.835) / 1_000), 3)
  })
})

describe('Fieller’s interval', () => {
  it('is the delta method’s where the denominator is sure, and unbounded where it is not', () => {
    const sure = fieller({ top: 50, bottom: 100, varianceOfTop: 4, varianceOfBottom: 0, covariance: 0 }, 2)
    expect(sure).toEqual({ estimate: 0.5, low: 0.46, high: 0.54 })
    expect(fieller({ top: 5, bottom: 1, varianceOfTop: 1, varianceOfBottom: 1, covariance: 0 }, 2)).toMatchObject({ low: -Infinity, high: Infinity })
  })
})
