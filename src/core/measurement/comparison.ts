import { contrast, deviation } from '../privacy/estimate.js'
import { Z95 } from '../privacy/normal.js'
import type { Task } from '../privacy/task.js'
import { alwaysValidHalfWidth } from './confidence-sequence.js'

/** A difference of two shares, with an interval for one look at the end and one that holds at every look. */
export interface Comparison {
  /** What is compared, e.g. `personalized − original: bought`. */
  readonly of: string
  readonly difference: number
  readonly low: number
  readonly high: number
  readonly always: { readonly low: number; readonly high: number }
}

interface Counted {
  readonly n: number
  readonly counts: readonly number[]
  readonly arm?: number
}

/** Of a preference: wins less losses. Of an outcome: its first bucket in the second arm less that in the first. Undefined for other kinds, and where an arm is empty. */
export function comparisonOf(task: Task, tallies: readonly Counted[]): Comparison | undefined {
  if (task.kind === 'preference') return preferenceOf(task, tallies)
  return task.kind === 'outcome' && task.arms !== undefined ? outcomeOf(task, task.arms, tallies) : undefined
}

function preferenceOf({ mechanism, buckets }: Task, tallies: readonly Counted[]): Comparison | undefined {
  const n = tallies.reduce((sum, tally) => sum + tally.n, 0)
  if (n === 0) return undefined
  const counts = buckets.map((_, bucket) => tallies.reduce((sum, tally) => sum + (tally.counts[bucket] ?? 0), 0))
  const { difference, low, high } = contrast(mechanism, counts, n, 0, 1)
  return widened(`${buckets[0] ?? ''} − ${buckets[1] ?? ''}`, difference, (high - low) / 2, n)
}

function outcomeOf({ mechanism, buckets }: Task, arms: readonly [string, string], tallies: readonly Counted[]): Comparison | undefined {
  const [first, second] = [0, 1].map((arm) => tallies.find((tally) => tally.arm === arm))
  if (first === undefined || second === undefined || first.n === 0 || second.n === 0) return undefined
  const [p, q] = [Number(mechanism.p.numerator) / Number(mechanism.p.denominator), Number(mechanism.q.numerator) / Number(mechanism.q.denominator)]
  const [left, right] = [first, second].map(({ n, counts }) => {
    const share = ((counts[0] ?? 0) / n - q) / (p - q)
    return { share, deviation: deviation(mechanism, share, n) }
  })
  if (left === undefined || right === undefined) return undefined
  const spread = Math.hypot(left.deviation, right.deviation)
  return widened(`${arms[1]} − ${arms[0]}: ${buckets[0] ?? ''}`, right.share - left.share, Z95 * spread, first.n + second.n)
}

function widened(of: string, difference: number, half: number, n: number): Comparison {
  // One report's part in the estimate has √n times the deviation of the whole.
  const always = alwaysValidHalfWidth(n, (half / Z95) * Math.sqrt(n))
  return { of, difference, low: difference - half, high: difference + half, always: { low: difference - always, high: difference + always } }
}
