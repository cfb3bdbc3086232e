import { toNumber } from '../../core/privacy/rational.js'
import { estimateCells } from '../../core/privacy/estimate.js'
import type { Task } from '../../core/privacy/task.js'

/** How the estimates of one task agree with the true answers behind its reports. */
export interface Agreement {
  readonly task: string
  readonly n: number
  readonly maxError: number
  /** Squared errors over their predicted variances, on d − 1 degrees of freedom. */
  readonly chiSquare: number
  readonly degrees: number
  /** Share of cells whose 95 % interval holds the truth. */
  readonly covered: number
}

/** `truths` and `counts` are by bucket: how many browsers truly were in it, how many reports had its bit set. */
export function agreement(task: Task, truths: readonly number[], counts: readonly number[], n: number): Agreement {
  const { mechanism } = task
  const [p, q] = [toNumber(mechanism.p), toNumber(mechanism.q)]
  const cells = estimateCells(mechanism, task.buckets, counts, n).map((cell, bucket) => ({ ...cell, truth: (truths[bucket] ?? 0) / n }))
  const squares = cells.map(({ estimate, truth }) => {
    // The truths are known here, so the variance is the mechanism's alone.
    const variance = (truth * p * (1 - p) + (1 - truth) * q * (1 - q)) / (n * (p - q) ** 2)
    return (estimate - truth) ** 2 / variance
  })
  // Each report sets exactly w bits, so the d errors sum to zero: they carry d − 1 degrees of freedom.
  const chiSquare = (squares.reduce((sum, square) => sum + square, 0) * (mechanism.d - 1)) / mechanism.d
  return {
    task: task.id,
    n,
    maxError: Math.max(...cells.map(({ estimate, truth }) => Math.abs(estimate - truth))),
    chiSquare,
    degrees: mechanism.d - 1,
    covered: cells.filter(({ low, high, truth }) => low <= truth && truth <= high).length / cells.length,
  }
}
