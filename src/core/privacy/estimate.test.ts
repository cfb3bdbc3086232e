import { describe, expect, it } from 'vitest'
import { contrast, deviation, estimateCells, forgedInfluence, reportsNeeded, screeningZ } from './estimate.js'
import { normalQuantile } from './normal.js'
import { parameters, sampleSubset, type BucketIndex } from './subset-selection.js'
import { seededRandom } from './testing/seeded-random.js'

describe('estimates', () => {
  const params = parameters(8, 19, 7)
  const shares = [0.6, 0.25, 0.1, 0.05, 0, 0, 0, 0]
  const labels = shares.map((_, index) => `b${index}`)

  it('are unbiased, of the predicted variance, and covered at their rate, for frequent and rare cells', () => {
    const random = seededRandom(5)
    const [n, rounds] = [400, 250]
    const covered = shares.map(() => 0)
    const sums = shares.map(() => 0)
    const squares = shares.map(() => 0)
    let contrasts = 0
    for (let round = 0; round < rounds; round += 1) {
      const counts = shares.map(() => 0)
      for (let user = 0; user < n; user += 1) {
        const at = (user + 0.5) / n
        let [truth, left] = [0, at]
        while (left > (shares[truth] ?? 1)) left -= shares[truth++] ?? 1
        for (const bucket of sampleSubset(params, truth as BucketIndex, random)) counts[bucket] = (counts[bucket] ?? 0) + 1
      }
      for (const [bucket, cell] of estimateCells(params, labels, counts, n).entries()) {
        const truth = shares[bucket] ?? 0
        if (cell.low <= truth && truth <= cell.high) covered[bucket] = (covered[bucket] ?? 0) + 1
        sums[bucket] = (sums[bucket] ?? 0) + cell.estimate - truth
        squares[bucket] = (squares[bucket] ?? 0) + (cell.estimate - truth) ** 2
      }
      const { low, high } = contrast(params, counts, n, 0, 1)
      if (low <= 0.35 && 0.35 <= high) contrasts += 1
    }
    for (const [bucket, truth] of shares.entries()) {
      const sd = deviation(params, truth, n)
      expect(Math.abs((sums[bucket] ?? 0) / rounds)).toBeLessThan((4 * sd) / Math.sqrt(rounds))
      expect((squares[bucket] ?? 0) / rounds / sd ** 2).toBeLessThan(1.4)
      expect((covered[bucket] ?? 0) / rounds).toBeGreaterThan(0.905)
    }
    expect(contrasts / rounds).toBeGreaterThan(0.905)
  })

  it('grey what cannot be told from zero, and everything before the first report', () => {
    const n = 5_000
    const counts = shares.map((share) => n * (share * (19 / 40) + (1 - share) * (61 / 280)))
    expect(estimateCells(params, labels, counts, n).map(({ suppressed }) => suppressed)).toEqual([false, false, false, true, true, true, true, true])
    expect(estimateCells(params, labels, [], 0).every(({ suppressed, low, high }) => suppressed && low === 0 && high === 1)).toBe(true)
  })

  it('print the published figures', () => {
    expect(forgedInfluence(parameters(20, 19, 7), 1, 1)).toBeCloseTo(3.2, 1)
    expect(screeningZ(277)).toBeCloseTo(3.6, 1)
    expect(reportsNeeded(parameters(25, 19, 7), 1 / 24, 3) / 17_000).toBeCloseTo(1, 0)
    expect(reportsNeeded(parameters(277, 19, 7), 1 / 276, 3) / 2_500_000).toBeCloseTo(1, 0)
    expect([0.5, 0.975, 0.001].map(normalQuantile).map((z) => z.toFixed(5))).toEqual(['0.00000', '1.95996', '-3.09023'])
  })
})
