import { normalQuantile, Z95 } from './normal.js'
import { subtract, toNumber } from './rational.js'
import type { SubsetSelection } from './subset-selection.js'

/** What n reports say about one bucket. Shares of the browsers that answered; an unbiased estimate may lie below 0. */
export interface CellEstimate {
  readonly label: string
  readonly estimate: number
  /** Ends of the 95 % interval. */
  readonly low: number
  readonly high: number
  /** Cannot be told from zero once all buckets are screened together: show it grey, do not delete it. */
  readonly suppressed: boolean
}

/** Chance that any grey cell of a file of zeros is shown in colour. */
const SCREENING = 0.05

/**
 * Shares from how often each bucket's bit was set in n reports: (c/n − q)/(p − q), with variance π(1 − π)/(n(p − q)²),
 * π = f·p + (1 − f)·q. The shorter formula for rare buckets would cover too little on frequent ones.
 */
export function estimateCells(mechanism: SubsetSelection, labels: readonly string[], counts: readonly number[], n: number): readonly CellEstimate[] {
  const threshold = screeningZ(labels.length) * nullDeviation(mechanism, n)
  return labels.map((label, index) => {
    if (n === 0) return { label, estimate: 0, low: 0, high: 1, suppressed: true }
    const estimate = share(mechanism, counts[index] ?? 0, n)
    const half = Z95 * deviation(mechanism, estimate, n)
    return { label, estimate, low: estimate - half, high: estimate + half, suppressed: estimate < threshold }
  })
}

/** Standard deviation of the estimated share of a bucket whose true share is about `share`. */
export function deviation(mechanism: SubsetSelection, share: number, n: number): number {
  const { p, q } = chances(mechanism)
  const f = Math.min(1, Math.max(0, share))
  const pi = f * p + (1 - f) * q
  return Math.sqrt((pi * (1 - pi)) / n) / (p - q)
}

/** Difference of two buckets' shares with its 95 % interval; their bits are not independent, and this counts it. */
export function contrast(mechanism: SubsetSelection, counts: readonly number[], n: number, left: number, right: number): { readonly difference: number; readonly low: number; readonly high: number } {
  const { d, w } = mechanism
  const { p, q } = chances(mechanism)
  const [f, g] = [share(mechanism, counts[left] ?? 0, n), share(mechanism, counts[right] ?? 0, n)]
  const named = Math.min(1, Math.max(0, f + g))
  const bothNamed = (p * (w - 1)) / (d - 1)
  const bothOther = d === 2 ? 0 : (p * (w - 1) * (w - 2) + (1 - p) * w * (w - 1)) / ((d - 1) * (d - 2))
  const difference = f - g
  const square = named * (p + q - 2 * bothNamed) + (1 - named) * (2 * q - 2 * bothOther)
  const variance = Math.max(0, square - (difference * (p - q)) ** 2) / (n * (p - q) ** 2)
  const half = Z95 * Math.sqrt(variance)
  return { difference, low: difference - half, high: difference + half }
}

/** How far k forged reports can move one bucket's share: k(1 − q)/(n(p − q)). */
export function forgedInfluence(mechanism: SubsetSelection, forged: number, n: number): number {
  const { p, q } = chances(mechanism)
  return n === 0 ? Infinity : (forged * (1 - q)) / (n * (p - q))
}

/** Reports needed before a bucket of that share stands z deviations of an empty bucket above zero. */
export function reportsNeeded(mechanism: SubsetSelection, share: number, z: number): number {
  return Math.ceil((z * deviation(mechanism, 0, 1)) ** 2 / share ** 2)
}

/** The one-sided z at which d − 1 cells are screened together (Bonferroni): 2.9 for 24 topics, 3.6 for 276 pairs. */
export function screeningZ(d: number): number {
  return normalQuantile(1 - SCREENING / Math.max(1, d - 1))
}

function share(mechanism: SubsetSelection, count: number, n: number): number {
  const { p, q } = chances(mechanism)
  return (count / n - q) / (p - q)
}

function nullDeviation(mechanism: SubsetSelection, n: number): number {
  return deviation(mechanism, 0, Math.max(1, n))
}

function chances({ p, q }: SubsetSelection): { readonly p: number; readonly q: number } {
  const left = toNumber(p)
  return { p: left, q: left - toNumber(subtract(p, q)) }
}
