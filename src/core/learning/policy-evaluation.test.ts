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

  it('covers also where rewards are rare and weights uneven, and is not empty where no reward was seen', () => {
    // One action in two hundred rounds, which the target always takes, pays one time in fifty.
    const rare = Array.from({ length: 300 }, () => {
      const log = Array.from({ length: 4_000 }, (): Round => {
        const drawn = random()
        const action = drawn < 0.04 ? 'a' : drawn < 0.5 ? 'b' : 'c'
        return { action, propensity: action === 'a' ? 0.04 : action === 'b' ? 0.46 : 0.5, reward: random() < (action === 'a' ? 0.02 : 0.005) ? 1 : 0 }
      })
      return evaluatePolicy(log, [{ action: 'a', propensity: 1, reward: 0 }, { action: 'b', propensity: 1, reward: 0 }])
    })
    const truth = (0.02 + 0.005) / 2
    for (const estimate of ['ips', 'snips', 'dr'] as const) {
      expect(rare.filter(({ interval95 }) => interval95[estimate][0] <= truth && interval95[estimate][1] >= truth).length).toBeGreaterThanOrEqual(0.92 * rare.length)
    }
    const none = evaluatePolicy(Array.from({ length: 100 }, () => ({ action: 'a', propensity: 0.5, reward: 0 })), [{ action: 'a', propensity: 1, reward: 0 }])
    expect(none).toMatchObject({ ips: 0, onPolicy: 0 })
    expect(none.interval95.ips[0]).toBe(0)
    expect(none.interval95.ips[1]).toBeGreaterThan(0.01)
  })

  it('takes rewards below nothing', () => {
    const costs: readonly Round[] = Array.from({ length: 400 }, (_, n) => ({ action: n % 2 === 0 ? 'a' : 'b', propensity: 0.5, reward: n % 2 === 0 ? -2 : 1 }))
    const { ips, interval95 } = evaluatePolicy(costs, [{ action: 'a', propensity: 1, reward: -2 }])
    expect(ips).toBeCloseTo(-2, 9)
    expect(interval95.ips[0]).toBeLessThan(-2)
  })

  it('leaves positions out where one of the logs has none, and takes rewards of any size', () => {
    const placed = rounds({ a: 0.6, b: 0.3, c: 0.1 }, 400).map((round, n): Round => ({ ...round, position: n % 3 }))
    const bare = placed.map(({ action, propensity, reward }): Round => ({ action, propensity, reward }))
    expect(evaluatePolicy(bare, placed)).toEqual(evaluatePolicy(bare, bare))
    expect(evaluatePolicy(placed, bare)).toEqual(evaluatePolicy(bare, bare))
    const large = evaluatePolicy(bare.map((round) => ({ ...round, reward: 1e300 * round.reward })), bare)
    expect(large.interval95.ips.every(Number.isFinite)).toBe(true)
    expect(large.ips / 1e300).toBeCloseTo(evaluatePolicy(bare, bare).ips, 9)
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
