import { contrast, deviation } from '../privacy/estimate.js'
import { Z95 } from '../privacy/normal.js'
import { toNumber } from '../privacy/rational.js'
import type { Task } from '../privacy/task.js'
import { differenceOf } from './difference.js'
import { fieller } from './fieller.js'
import type { Difference, Interval, Measured } from './measure.js'

/** A difference of two shares, and of what. */
export interface Comparison extends Difference {
  /** What is compared, e.g. `personalized − original: bought`. */
  readonly of: string
}

interface Counted {
  readonly n: number
  readonly counts: readonly number[]
  readonly arm?: number
}

/** Of a preference: wins less losses. Of an outcome: its first bucket in the second arm less that in the first. Undefined for other kinds, and where an arm is empty. */
export function comparisonOf(task: Task, tallies: readonly Counted[]): Comparison | undefined {
  if (task.kind === 'preference') return preferenceOf(task, tallies)
  const [measured] = measuresOf(task, tallies)
  return measured === undefined ? undefined : { of: outcomeName(task), ...measured.difference }
}

/** What is compared by an outcome, in one line. */
export function outcomeName({ arms = ['', ''], buckets }: Task): string {
  return `${arms[1]} − ${arms[0]}: ${buckets[0] ?? ''}`
}

/** By arm, the share of browsers in an outcome's first bucket, from locally randomised answers; empty where an arm is. */
export function measuresOf({ kind, arms, measure = 'conversion', mechanism }: Task, tallies: readonly Counted[]): readonly Measured[] {
  if (kind !== 'outcome' || arms === undefined) return []
  const [p, q] = [toNumber(mechanism.p), toNumber(mechanism.q)]
  const sides = arms.map((arm, index) => {
    const { n = 0, counts = [] } = tallies.find((tally) => tally.arm === index) ?? {}
    const share = ((counts[0] ?? 0) / Math.max(1, n) - q) / (p - q)
    return { arm, n, share, deviation: deviation(mechanism, share, Math.max(1, n)) }
  })
  const [first, second] = sides
  if (first === undefined || second === undefined || first.n === 0 || second.n === 0) return []
  const spread = Math.hypot(first.deviation, second.deviation)
  return [
    {
      measure,
      unit: 'share',
      arms: sides.map(({ arm, n, share, deviation: own }) => ({ arm, n, estimate: share, low: share - Z95 * own, high: share + Z95 * own })),
      difference: differenceOf(second.share - first.share, spread, first.n + second.n),
      ...liftOf(second.share, first.share, second.deviation ** 2, first.deviation ** 2),
    },
  ]
}

/** The ratio of two independent estimates, less one; left out where the lower one cannot be told from zero. */
export function liftOf(top: number, bottom: number, varianceOfTop: number, varianceOfBottom: number): { readonly lift?: Interval } {
  const { estimate, low, high } = fieller({ top, bottom, varianceOfTop, varianceOfBottom, covariance: 0 }, Z95)
  return Number.isFinite(low) && bottom > 0 ? { lift: { estimate: estimate - 1, low: low - 1, high: high - 1 } } : {}
}

function preferenceOf({ mechanism, buckets }: Task, tallies: readonly Counted[]): Comparison | undefined {
  const n = tallies.reduce((sum, tally) => sum + tally.n, 0)
  if (n === 0) return undefined
  const counts = buckets.map((_, bucket) => tallies.reduce((sum, tally) => sum + (tally.counts[bucket] ?? 0), 0))
  const { difference, low, high } = contrast(mechanism, counts, n, 0, 1)
  return { of: `${buckets[0] ?? ''} − ${buckets[1] ?? ''}`, ...differenceOf(difference, (high - low) / (2 * Z95), n) }
}
