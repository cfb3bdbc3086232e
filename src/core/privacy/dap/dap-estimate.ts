import { screeningZ, type CellEstimate } from '../estimate.js'
import { Z95 } from '../normal.js'
import type { Task } from '../task.js'
import { armsOf, batchMoments, browsersOf, valuesOf, type DapBatch, type Weights } from './dap-batch.js'

/** A batch is collected once, and not before so many reports are in it. */
export const LEAST_BATCH = 100

export type DapCells = { readonly status: 'ok'; readonly cells: readonly CellEstimate[] } | { readonly status: 'too-few'; readonly needed: number }

/**
 * Shares of the browsers that answered, from the two aggregators' noisy sums: unbiased, with the sampling of browsers and
 * both noises in the interval. Of one arm where it is named; its number of browsers is then an estimate as well.
 */
export function dapCells(task: Task, batch: DapBatch, arm?: number): DapCells {
  if (batch.n < LEAST_BATCH) return { status: 'too-few', needed: LEAST_BATCH }
  const moments = batchMoments(batch, task)
  const noises = batchMoments({ n: batch.n, sums: batch.sums.map(() => 0) }, task)
  const arms = arm === undefined ? Array.from({ length: armsOf(task) }, (_, each) => each) : [arm]
  const n = arm === undefined ? batch.n : Math.max(1, moments.sum(browsersOf(task, arm)))
  const threshold = screeningZ(task.buckets.length)
  return {
    status: 'ok',
    cells: task.buckets.map((label, bucket) => {
      const weights = added(arms.map((each) => valuesOf(task, each, (other) => (other === bucket ? 1 : 0))))
      const estimate = moments.sum(weights) / n
      // The share's own part in the number of browsers, where that is estimated too.
      const linear = arm === undefined ? weights : added([weights, browsersOf(task, arm).map((weight) => -weight * estimate)])
      const deviation = Math.sqrt(Math.max(0, moments.covariance(linear, linear))) / n
      const half = Z95 * deviation
      // A cell that nobody is in has the noises alone; after k-RR also what falls into it from the others.
      const atZero = task.dap?.collusion === undefined ? Math.sqrt(noises.covariance(weights, weights)) / n : deviation
      return { label, estimate, low: estimate - half, high: estimate + half, suppressed: estimate < threshold * atZero }
    }),
  }
}

function added(all: readonly Weights[]): Weights {
  return (all[0] ?? []).map((_, at) => all.reduce((sum, weights) => sum + (weights[at] ?? 0), 0))
}
