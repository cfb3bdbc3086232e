import { Prio3Histogram } from '@divviup/prio3'
import { describe, expect, it } from 'vitest'
import { MICRO } from '../micro-epsilon.js'
import type { BucketIndex } from '../subset-selection.js'
import type { Task } from '../task.js'
import { publishedTask } from '../testing/published-task.js'
import { seededRandom } from '../testing/seeded-random.js'
import { uniformFrom } from '../uniform.js'
import { dapCells, LEAST_BATCH } from './dap-estimate.js'
import { histogramCell } from './histogram-cell.js'
import { discreteLaplace, drawLaplace, laplaceVariance, noiseScale } from './discrete-laplace.js'
import { PRIO3_HISTOGRAM_0 as vector } from './testing/prio3-histogram-vector.js'

const unhex = (text: string): Buffer => Buffer.from(text, 'hex')

describe('Prio3Histogram', () => {
  it('comes out as the draft’s test vector says, share by share', async () => {
    const vdaf = new Prio3Histogram({ shares: 2, length: vector.length, chunkLength: vector.chunkLength })
    const run = await vdaf.run({ aggregationParameter: null, measurements: [vector.measurement], nonces: [unhex(vector.nonce)], rands: [unhex(vector.rand)], verifyKey: unhex(vector.verifyKey) })
    expect(run.agg_result).toEqual(vector.aggResult)
    expect(run.agg_shares).toEqual(vector.aggShares)
    expect(run.prep[0]).toMatchObject({ input_shares: vector.inputShares, public_share: vector.publicShare, prep_messages: [vector.prepMessage], prep_shares: [vector.prepShares] })
  })
})

describe('the noise of an aggregator', () => {
  it('has scale 2/ε, exactly', () => {
    expect(noiseScale(MICRO)).toEqual({ t: 2, s: 1 })
    expect(noiseScale(500_000)).toEqual({ t: 4, s: 1 })
    expect(noiseScale(300_000)).toEqual({ t: 20, s: 3 })
  })

  it('falls off by exactly e^(−ε/2) a step, symmetric about zero (chi-square, seeded)', () => {
    const scale = noiseScale(MICRO)
    const random = seededRandom(4)
    const n = 60_000
    const counts = new Map<number, number>()
    for (let draw = 0; draw < n; draw += 1) {
      const value = discreteLaplace(scale, random)
      counts.set(value, (counts.get(value) ?? 0) + 1)
    }
    const decay = Math.exp(-0.5)
    let chiSquare = 0
    for (let value = -10; value <= 10; value += 1) {
      const expected = (n * (1 - decay) * decay ** Math.abs(value)) / (1 + decay)
      chiSquare += ((counts.get(value) ?? 0) - expected) ** 2 / expected
    }
    // 21 degrees: 99.9 % lie below 46.8.
    expect(chiSquare).toBeLessThan(46.8)
    const variance = [...counts].reduce((sum, [value, count]) => sum + value ** 2 * count, 0) / n
    expect(variance / laplaceVariance(scale)).toBeCloseTo(1, 1)
  })

  it('keeps the ratio of neighbouring sums at e^ε, as exact laws of its draws cut at a depth', () => {
    // Every course of at most nine draws at scale 2: one step is e^(−1/2) up to what longer courses would add.
    const weights = new Map<number, number>()
    const walk = (path: readonly number[], chance: number): void => {
      let at = 0
      let wanted = 0
      try {
        const value = drawLaplace({ t: 2, s: 1 }, (n) => {
          const known = path[at]
          at += 1
          if (known !== undefined) return known
          wanted = n
          throw new Error('deeper')
        })
        weights.set(value, (weights.get(value) ?? 0) + chance)
      } catch {
        if (path.length < 9) for (let next = 0; next < wanted; next += 1) walk([...path, next], chance / wanted)
      }
    }
    walk([], 1)
    expect((weights.get(1) ?? 0) / (weights.get(0) ?? 1)).toBeCloseTo(Math.exp(-0.5), 1)
    expect(weights.get(1)).toBeCloseTo(weights.get(-1) ?? 0, 9)
  })
})

describe('estimates over DAP', () => {
  const random = seededRandom(8)
  const scale = noiseScale(MICRO)
  const noisy = (counts: readonly number[]) => counts.map((count) => count + discreteLaplace(scale, random) + discreteLaplace(scale, random))
  const buckets = ['a', 'b', 'c', 'd', 'nothing']
  const read = (task: Task, n: number, sums: readonly number[]) => {
    const cells = dapCells(task, { n, sums })
    if (cells.status !== 'ok') throw new Error('enough reports')
    return cells.cells
  }

  it('cover the truth at their rate, with both noises in the interval', () => {
    const task = publishedTask({ mode: 'dap', buckets })
    const [n, truth] = [285, [120, 100, 45, 15, 5]]
    let covered = 0
    const runs = 600
    for (let run = 0; run < runs; run += 1) {
      covered += read(task, n, noisy(truth)).filter(({ low, high }, at) => low <= (truth[at] ?? 0) / n && (truth[at] ?? 0) / n <= high).length
    }
    // These counts are fixed, so the sampling part of the interval is to spare.
    expect(covered / (runs * truth.length)).toBeGreaterThan(0.94)
  })

  it('cover shares of which browsers are drawn, also where answers were randomised against collusion', () => {
    const shares = [0.4, 0.3, 0.15, 0.05, 0.1]
    const below = uniformFrom(random)
    const drawn = (): number => {
      let left = below(1_000_000) / 1_000_000
      return Math.max(0, shares.findIndex((share) => (left -= share) < 0))
    }
    for (const collusion of [undefined, { numerator: 20, denominator: 1, epsilon: 3 }]) {
      const task = publishedTask({ mode: 'dap', buckets, dap: { leader: 'https://leader.example/', helper: 'https://helper.example/', ...(collusion === undefined ? {} : { collusion }) } })
      const [runs, n] = [300, 400]
      let covered = 0
      for (let run = 0; run < runs; run += 1) {
        const sums = [0, 0, 0, 0, 0]
        for (let browser = 0; browser < n; browser += 1) {
          const cell = histogramCell(task, drawn() as BucketIndex, 1, random)
          sums[cell] = (sums[cell] ?? 0) + 1
        }
        covered += read(task, n, noisy(sums)).filter(({ low, high }, at) => low <= (shares[at] ?? 0) && (shares[at] ?? 0) <= high).length
      }
      const rate = covered / (runs * shares.length)
      expect(rate).toBeGreaterThan(0.95 - 4 * Math.sqrt((0.95 * 0.05) / runs))
      expect(rate).toBeLessThan(0.98)
    }
  })

  it('refuses a batch of fewer than a hundred', () => {
    expect(dapCells(publishedTask({ mode: 'dap' }), { n: LEAST_BATCH - 1, sums: [40, 59, 0, 0] })).toEqual({ status: 'too-few', needed: 100 })
  })
})
