import { batchMoments, browsersOf, valuesOf, type DapBatch, type Weights } from '../privacy/dap/dap-batch.js'
import { numberOfBucket } from '../privacy/kinds/numbered-buckets.js'
import { Z95 } from '../privacy/normal.js'
import type { Task } from '../privacy/task.js'
import { outcomeName, type Comparison } from './comparison.js'
import { differenceOf } from './difference.js'
import { fieller } from './fieller.js'
import type { Measured } from './measure.js'

/** What a preference says of a collected batch: wins less losses, in shares of the browsers that answered. */
export function dapComparisonOf(task: Task, batch: DapBatch): Comparison | undefined {
  if (task.kind === 'preference') {
    const moments = batchMoments(batch, task)
    const weights = valuesOf(task, 0, (bucket) => (bucket === 0 ? 1 : bucket === 1 ? -1 : 0))
    return { of: `${task.buckets[0] ?? ''} − ${task.buckets[1] ?? ''}`, ...differenceOf(moments.sum(weights) / batch.n, Math.sqrt(moments.covariance(weights, weights)) / batch.n, batch.n) }
  }
  const [measured] = dapMeasuresOf(task, batch)
  return measured === undefined ? undefined : { of: outcomeName(task), ...measured.difference }
}

/**
 * By arm, what a collected batch of an outcome says: the share in its first bucket, or, where buckets are amounts, the
 * share that bought, the mean order value among those, and the mean over all browsers. All are ratios of noisy sums, so
 * their intervals are Fieller's.
 */
export function dapMeasuresOf(task: Task, batch: DapBatch): readonly Measured[] {
  const { kind, arms, measure = 'conversion' } = task
  if (kind !== 'outcome' || arms === undefined) return []
  const last = task.buckets.length - 1
  if (measure !== 'value' && measure !== 'lifetime') return measured(task, batch, measure, 'share', (bucket) => (bucket === 0 ? 1 : 0))
  const amount = (bucket: number): number => (bucket === last ? 0 : (numberOfBucket(task.buckets[bucket] ?? '') ?? 0))
  const bought = (bucket: number): number => (bucket === last ? 0 : 1)
  return [...measured(task, batch, 'buyers', 'share', bought), ...measured(task, batch, measure === 'value' ? 'order-value' : 'lifetime-value', 'amount', amount, bought), ...measured(task, batch, 'value-per-browser', 'amount', amount)]
}

function measured(task: Task, batch: DapBatch, measure: string, unit: Measured['unit'], top: (bucket: number) => number, bottom?: (bucket: number) => number): readonly Measured[] {
  const moments = batchMoments(batch, task)
  const sides = (task.arms ?? []).map((arm, index) => {
    const above = valuesOf(task, index, top)
    const below = bottom === undefined ? browsersOf(task, index) : valuesOf(task, index, bottom)
    const [sumAbove, sumBelow] = [moments.sum(above), moments.sum(below)]
    const ratio = fieller({ top: sumAbove, bottom: sumBelow, varianceOfTop: moments.covariance(above, above), varianceOfBottom: moments.covariance(below, below), covariance: moments.covariance(above, below) }, Z95)
    // To first order the ratio moves by (above − ratio·below)/below.
    const linear: Weights = above.map((weight, at) => (weight - ratio.estimate * (below[at] ?? 0)) / sumBelow)
    return { arm, n: Math.max(0, Math.round(moments.sum(browsersOf(task, index)))), ratio, linear, told: Number.isFinite(ratio.low) && sumBelow > 0 }
  })
  const [first, second] = sides
  if (first === undefined || second === undefined || !first.told || !second.told) return []
  const across = second.linear.map((weight, at) => weight - (first.linear[at] ?? 0))
  const [ofFirst, ofSecond] = [moments.covariance(first.linear, first.linear), moments.covariance(second.linear, second.linear)]
  const lift = fieller({ top: second.ratio.estimate, bottom: first.ratio.estimate, varianceOfTop: ofSecond, varianceOfBottom: ofFirst, covariance: moments.covariance(first.linear, second.linear) }, Z95)
  return [
    {
      measure,
      unit,
      arms: sides.map(({ arm, n, ratio }) => ({ arm, n, ...ratio })),
      difference: differenceOf(second.ratio.estimate - first.ratio.estimate, Math.sqrt(moments.covariance(across, across)), batch.n),
      ...(Number.isFinite(lift.low) && first.ratio.estimate > 0 ? { lift: { estimate: lift.estimate - 1, low: lift.low - 1, high: lift.high - 1 } } : {}),
    },
  ]
}
