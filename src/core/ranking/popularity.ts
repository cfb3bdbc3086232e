import { popularity, type PopularityPrior } from '../prior/popularity.js'
import type { Millis } from '../time.js'
import type { RankRequest } from './rank-request.js'
import { FORMULA } from './formula.js'
import type { Part } from './parts.js'
import type { Shelved } from './shelved.js'
import { standardise } from './standardise.js'
import type { Taste } from './taste.js'
import { popularitySaying } from './sayings.js'

const HOUR_MS = 3_600_000

/** Weight of popularity by the age of its counters in hours, as measured; between two points linear in ln(1 + hours). */
const WEIGHTS = [
  { hours: 0, weight: 1.2 },
  { hours: 1, weight: 0.8 },
  { hours: 24, weight: 0.5 },
  { hours: 24 * 14, weight: 0 },
] as const

/** Weight of standardised popularity for counters that ended at `prior.at`, before the history is taken into account. */
export function popularityWeight(prior: PopularityPrior, now: Millis): number {
  const age = Math.log1p(Math.max(0, now - prior.at) / HOUR_MS)
  let before: (typeof WEIGHTS)[number] = WEIGHTS[0]
  for (const point of WEIGHTS) {
    const to = Math.log1p(point.hours)
    if (age <= to) {
      const from = Math.log1p(before.hours)
      return to === from ? point.weight : before.weight + ((point.weight - before.weight) * (age - from)) / (to - from)
    }
    before = point
  }
  return 0
}

/**
 * Standardised popularity. Its weight is 1 without a history, then w(age)·(1 + 1/n) with a history of weight n;
 * beside an item-item model, which knows what is popular among the like-minded, it fades as 3/n.
 */
export function popularityPart({ prior, now, weights }: RankRequest, shelved: readonly Shelved[], taste: Taste, counted: Uint8Array): Part | undefined {
  const counters = prior?.popularity
  if (counters === undefined) return undefined
  const n = Math.max(1, taste.weight)
  const age = popularityWeight(counters, now ?? counters.at)
  const beside = prior?.foldIn !== undefined
  const weight = taste.liked.length === 0 ? 1 : beside ? (FORMULA.collaborative * FORMULA.popularityFade) / n : age * (1 + 1 / n)
  const scale = weight * (weights?.popularity ?? 1)
  // Beside a model whose sums are long-tailed, the plain share of visitors is on the same footing; its logarithm is not.
  const values = standardise(Float64Array.from(shelved, ({ item: { id } }) => (beside ? Math.exp(popularity(counters, id)) : popularity(counters, id))), counted).map((value) => scale * value)
  return { kind: 'popularity', values, says: (i) => popularitySaying(values[i] ?? 0) }
}
