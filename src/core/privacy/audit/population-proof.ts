import type { RandomSource } from '../../powers.js'
import { EPOCH_MS, type Epoch } from '../../time.js'
import { answerNow } from '../answering.js'
import { estimateCells } from '../estimate.js'
import { newLedger } from '../ledger.js'
import { SCHEDULE } from '../limits.js'
import { toNumber } from '../rational.js'
import { decodeReport } from '../report.js'
import type { BucketIndex } from '../subset-selection.js'
import type { Task } from '../task.js'
import { uniformFrom } from '../uniform.js'
import type { Proof } from './proof.js'

const EPOCH = Math.floor(Date.UTC(2026, 10, 24) / EPOCH_MS) as Epoch
/** Groups into which the browsers are cut, each with estimates and intervals of its own. */
const GROUPS = 20

/**
 * Many browsers on the real code, from schedule to bytes: unbiased, of the predicted variance, and intervals that cover
 * at their rate. Truths fall off as 1/rank, so that there are frequent and rare cells.
 */
export function populationProof(task: Task, random: RandomSource, browsers: number): Proof {
  const { mechanism, buckets } = task
  const { d } = mechanism
  const [p, q] = [toNumber(mechanism.p), toNumber(mechanism.q)]
  const below = uniformFrom(random)
  const shares = buckets.map((_, rank) => 1 / (rank + 1))
  const total = shares.reduce((sum, share) => sum + share, 0)
  const size = Math.floor(browsers / GROUPS)
  let [chiSquare, covered, cells] = [0, 0, 0]
  for (let group = 0; group < GROUPS; group += 1) {
    const counts = new Array<number>(d).fill(0)
    const truths = new Array<number>(d).fill(0)
    for (let browser = 0; browser < size; browser += 1) {
      const truth = drawn(shares, (below(2 ** 40) / 2 ** 40) * total)
      truths[truth] = (truths[truth] ?? 0) + 1
      const held = { ledger: newLedger((EPOCH - SCHEDULE.silentEpochs) as Epoch), reports: [] }
      const { answer } = answerNow(held, { tasks: [task], epoch: EPOCH, random, truthOf: () => truth as BucketIndex, armOf: () => 0 }, { pressed: true })
      if (answer.status !== 'released') throw new Error('a first press answers')
      const decoded = decodeReport(answer.report.bytes, () => task)
      if (decoded.status !== 'ok') throw new Error('a report is whole')
      for (const bucket of decoded.report.buckets) counts[bucket] = (counts[bucket] ?? 0) + 1
    }
    for (const [bucket, cell] of estimateCells(mechanism, buckets, counts, size).entries()) {
      const truth = (truths[bucket] ?? 0) / size
      // Given the truths, the mechanism's own variance; each report sets w bits, so d errors carry d − 1 degrees.
      const variance = (truth * p * (1 - p) + (1 - truth) * q * (1 - q)) / (size * (p - q) ** 2)
      chiSquare += ((cell.estimate - truth) ** 2 / variance) * ((d - 1) / d)
      // The interval is for the population the browsers were drawn from.
      const share = (shares[bucket] ?? 0) / total
      if (cell.low <= share && share <= cell.high) covered += 1
      cells += 1
    }
  }
  const degrees = GROUPS * (d - 1)
  const spread = (chiSquare - degrees) / Math.sqrt(2 * degrees)
  const coverage = covered / cells
  // Four deviations either way: one false alarm in 16,000 runs.
  const slack = 4 * Math.sqrt((0.95 * 0.05) / cells)
  return {
    name: 'many browsers',
    ok: Math.abs(spread) < 4.5 && Math.abs(coverage - 0.95) < slack,
    detail: `${size * GROUPS} browsers: chi-square ${chiSquare.toFixed(1)} on ${degrees}, ${(100 * coverage).toFixed(1)} % of ${cells} intervals hold the truth`,
  }
}

function drawn(shares: readonly number[], at: number): number {
  let left = at
  for (const [bucket, share] of shares.entries()) {
    left -= share
    if (left < 0) return bucket
  }
  return shares.length - 1
}
