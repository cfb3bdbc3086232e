import { describe, expect, it } from 'vitest'
import { seededRandom } from '../measurement/seeded-random.js'
import { evaluatePolicy, type Round } from './policy-evaluation.js'

const REWARDS = { a: 0.1, b: 0.3, c: 0.6 } as const
const random = seededRandom(3)

function rounds(chances: Readonly<Record<keyof typeof REWARDS, number>>, count: number): readonly Round[] {
  return Array.from({ length: count }, () => {
    const drawn = random()
    const action = drawn < chances.a ? 'a' : drawn < chances.a + chances.b ? 'b' : 'c'
    return { action, propensity: chances[action], reward: random() < REWARDS[action] ? 1 : 0 }
  })
}

describe('evaluatePolicy', () => {
  const values = Array.from({ length: 60 }, () => evaluatePolicy(rounds({ a: 0.6, b: 0.3, c: 0.1 }, 1_000), rounds({ a: 0.1, b: 0.2, c: 0.7 }, 20_000)))
  const [value] = values
  if (value === undefined) throw new Error('no value')

  it('recovers what another policy earns, within each interval as often as it claims', () => {
    for (const estimate of ['ips', 'snips', 'dr'] as const) {
      expect(values.reduce((sum, one) => sum + one[estimate], 0) / values.length).toBeCloseTo(0.49, 1)
      const covered = values.filter(({ interval95 }) => interval95[estimate][0] < 0.49 && interval95[estimate][1] > 0.49)
      expect(covered.length).toBeGreaterThanOrEqual(0.83 * values.length)
    }
  })

  it('is worth all its rounds where both policies are one, and fewer where they differ', () => {
    const same: readonly Round[] = ['a', 'b', 'a', 'b'].map((action) => ({ action, propensity: 0.5, reward: 1 }))
    expect(evaluatePolicy(same, same)).toMatchObject({ ips: 1, snips: 1, ess: 4, unsupported: 0 })
    expect(value.ess).toBeLessThan(1_000)
  })

  it('says which part of the target the log cannot speak of', () => {
    expect(evaluatePolicy([{ action: 'a', propensity: 1, reward: 1 }], [{ action: 'z', propensity: 1, reward: 0 }])).toMatchObject({ unsupported: 1, ips: 0, ess: 0 })
  })
})
