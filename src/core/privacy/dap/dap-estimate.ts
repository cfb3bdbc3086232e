import type { CellEstimate } from '../estimate.js'
import { screeningZ } from '../estimate.js'
import { Z95 } from '../normal.js'
import { laplaceVariance, noiseScale } from './discrete-laplace.js'

/** A batch is collected once, and not before so many reports are in it. */
export const LEAST_BATCH = 100

/**
 * Shares from the two aggregators' noisy sums, added: unbiased, with the sampling of browsers and both noises in the
 * interval. Refuses a batch that is too small, as a value.
 */
export function dapCells(labels: readonly string[], sums: readonly number[], n: number, microEpsilon: number): { readonly status: 'ok'; readonly cells: readonly CellEstimate[] } | { readonly status: 'too-few'; readonly needed: number } {
  if (n < LEAST_BATCH) return { status: 'too-few', needed: LEAST_BATCH }
  const noise = (2 * laplaceVariance(noiseScale(microEpsilon))) / n ** 2
  const threshold = screeningZ(labels.length) * Math.sqrt(noise)
  return {
    status: 'ok',
    cells: labels.map((label, bucket) => {
      const estimate = (sums[bucket] ?? 0) / n
      const share = Math.min(1, Math.max(0, estimate))
      const half = Z95 * Math.sqrt((share * (1 - share)) / n + noise)
      return { label, estimate, low: estimate - half, high: estimate + half, suppressed: estimate < threshold }
    }),
  }
}
