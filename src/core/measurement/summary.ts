import { seededRandom } from './seeded-random.js'

/** A mean and its standard error. */
export interface Mean {
  readonly mean: number
  readonly stderr: number
}

/** Mean over independent values; the standard error is that of the mean (n − 1). */
export function meanOf(values: readonly number[]): Mean {
  const n = values.length
  if (n === 0) return { mean: Number.NaN, stderr: Number.NaN }
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, stderr: n === 1 ? Number.NaN : Math.sqrt(squares / (n - 1) / n) }
}

/** A difference with its 95 % interval from the paired bootstrap (Efron and Tibshirani 1993, percentiles). */
export interface PairedDifference {
  readonly difference: number
  /** Standard deviation over the draws. */
  readonly stderr: number
  readonly low: number
  readonly high: number
}

/** Compares two systems on the same units (impressions, users): units are drawn again with both their values. */
export function pairedBootstrap(ours: readonly number[], theirs: readonly number[], rounds = 1000, seed = 1): PairedDifference {
  const differences = ours.map((value, i) => value - (theirs[i] ?? Number.NaN))
  const n = differences.length
  const random = seededRandom(seed)
  const means = Array.from({ length: rounds }, () => {
    let sum = 0
    for (let i = 0; i < n; i++) sum += differences[Math.floor(random() * n)] ?? 0
    return sum / n
  }).sort((a, b) => a - b)
  const at = (share: number): number => means[Math.min(rounds - 1, Math.max(0, Math.round(share * (rounds - 1))))] ?? Number.NaN
  const centre = means.reduce((sum, value) => sum + value, 0) / rounds
  const stderr = Math.sqrt(means.reduce((sum, value) => sum + (value - centre) ** 2, 0) / Math.max(1, rounds - 1))
  return { difference: differences.reduce((sum, value) => sum + value, 0) / n, stderr, low: at(0.025), high: at(0.975) }
}
