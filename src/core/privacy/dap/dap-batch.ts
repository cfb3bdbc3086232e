import { toNumber } from '../rational.js'
import type { Task } from '../task.js'
import { laplaceVariance, noiseScale } from './discrete-laplace.js'

/** A collected batch: how many reports, and the sum of each cell with both aggregators' noise in it. */
export interface DapBatch {
  readonly n: number
  readonly sums: readonly number[]
}

/** A weighted sum of cells: one weight a cell. */
export type Weights = readonly number[]

/** What sums of a batch say, with the sampling of browsers and both noises in their variances. */
export interface BatchMoments {
  sum(weights: Weights): number
  covariance(left: Weights, right: Weights): number
}

/**
 * Moments of sums over a batch. A cell's count is multinomial, and on top of it each aggregator has put discrete Laplace
 * noise of scale 2/ε: Cov(u·S, v·S) = n(Σuvπ − Σuπ·Σvπ) + 2V·Σuv.
 */
export function batchMoments({ n, sums }: DapBatch, { epsilon }: Pick<Task, 'epsilon'>): BatchMoments {
  const noise = 2 * laplaceVariance(noiseScale(epsilon))
  const positive = sums.map((sum) => Math.max(0, sum))
  const total = positive.reduce((whole, sum) => whole + sum, 0)
  const shares = positive.map((sum) => (total === 0 ? 0 : sum / total))
  const mean = (weights: Weights): number => shares.reduce((whole, share, at) => whole + share * (weights[at] ?? 0), 0)
  return {
    sum: (weights) => sums.reduce((whole, sum, at) => whole + sum * (weights[at] ?? 0), 0),
    covariance: (left, right) => {
      const product = sums.map((_, at) => (left[at] ?? 0) * (right[at] ?? 0))
      return n * (mean(product) - mean(left) * mean(right)) + noise * product.reduce((whole, each) => whole + each, 0)
    },
  }
}

/** Number of arms that a batch's cells are laid out by; 1 where the task has none. */
export function armsOf({ dap, mechanism }: Task): number {
  return Math.round((dap?.length ?? mechanism.d) / mechanism.d)
}

/** Weights that count the browsers of one arm. */
export function browsersOf(task: Task, arm: number): Weights {
  const { d } = task.mechanism
  return Array.from({ length: armsOf(task) * d }, (_, cell) => (Math.floor(cell / d) === arm ? 1 : 0))
}

/**
 * Weights that count the browsers of one arm whose true bucket has a value, times that value: by buckets, so that a
 * single bucket, buyers, or money spent are all of this kind. Where answers were randomised against collusion it is undone.
 */
export function valuesOf(task: Task, arm: number, value: (bucket: number) => number): Weights {
  const { d } = task.mechanism
  const mechanism = task.dap?.collusion?.mechanism
  const [p, q] = mechanism === undefined ? [1, 0] : [toNumber(mechanism.p), toNumber(mechanism.q)]
  const all = Array.from({ length: d }, (_, bucket) => value(bucket)).reduce((whole, each) => whole + each, 0)
  return Array.from({ length: armsOf(task) * d }, (_, cell) => (Math.floor(cell / d) === arm ? (value(cell % d) - q * all) / (p - q) : 0))
}
