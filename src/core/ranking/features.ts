import { FORMULA } from './formula.js'
import type { Lineup } from './lineup.js'
import type { Shelf } from './shelf.js'
import type { Voice } from './soft-match.js'
import type { Taste } from './taste.js'

/**
 * Soft maximum of the cosines between a candidate and the history, (1/β)·ln(Σ w·exp(β·cos) / Σ w), each cosine less γ times the crowding around
 * both its ends. NaN without a vector.
 */
export interface Match {
  readonly values: Float64Array
  /** For each candidate, the place in `taste.liked` of the item that contributes most; −1 where none does. */
  readonly nearest: Int32Array
}

export function matchFeature(lineup: Lineup, taste: Taste, shelf: Shelf): Match {
  const read = taste.liked.flatMap(({ engagement, shelved: { vector } }, place): Voice[] => (vector === undefined ? [] : [{ vector, weight: engagement.weight, place }]))
  const voices = [...read, ...taste.chosen.map(({ vector, weight }): Voice => ({ vector, weight, place: -1 }))]
  const total = voices.reduce((sum, { weight }) => sum + weight, 0)
  // A voice's own crowding is the same for every candidate, so that it is part of its weight.
  const { sums, nearest } = shelf.softMatch(lineup, voices.map((voice) => ({ ...voice, weight: voice.weight * Math.exp(-FORMULA.sharpness * FORMULA.crowding * shelf.crowding(voice.vector)) })))
  const values = sums.map((sum, i) => {
    const vector = lineup.shelved[i]?.vector
    return sum > 0 && vector !== undefined ? Math.log(sum / total) / FORMULA.sharpness - FORMULA.crowding * shelf.crowding(vector) : Number.NaN
  })
  return { values, nearest }
}

/** Share of the history in the candidate's category, chosen topics and the topics of all visitors counted in; NaN without a category. */
export function categoryShares(lineup: Lineup, taste: Taste): Float64Array {
  return byCategory(lineup, (category) => taste.share(category))
}

/** The same less a part of the category's share in the surroundings. */
export function categoryFeature(lineup: Lineup, taste: Taste, shelf: Pick<Shelf, 'common'>): Float64Array {
  return byCategory(lineup, (category) => taste.share(category) - FORMULA.common * shelf.common(category))
}

function byCategory({ categories, categoryOf }: Lineup, valueOf: (category: string) => number): Float64Array {
  const shares = Float64Array.from(categories, valueOf)
  const values = new Float64Array(categoryOf.length)
  for (let i = 0; i < values.length; i++) values[i] = shares[categoryOf[i] ?? -1] ?? Number.NaN
  return values
}

/** Cosine of the candidate's TF-IDF with the history's mean. */
export function wordsFeature({ wordsFrom, terms, termWeights }: Lineup, { words }: Taste): Float64Array {
  const values = new Float64Array(wordsFrom.length - 1)
  for (let i = 0, k = 0; i < values.length; i++) {
    let sum = 0
    for (const end = wordsFrom[i + 1] ?? 0; k < end; k++) sum += (termWeights[k] ?? 0) * (words[terms[k] ?? 0] ?? 0)
    values[i] = sum
  }
  return values
}

/** A hide in the candidate's own category counts as nearer than one as like it elsewhere. */
const SAME_CATEGORY = 0.01

/** What the hides take from each candidate, in standard deviations (0 or more), and the place in `taste.hides` of the hide nearest to it (−1: none). */
export function hideCosts(lineup: Lineup, taste: Taste, shelf: Shelf): { readonly costs: Float64Array; readonly nearest: Int32Array } {
  const { indices, categories, categoryOf } = lineup
  const closest = new Float64Array(indices.length)
  const nearest = new Int32Array(indices.length).fill(-1)
  taste.hides.forEach(({ shelved: { vector, item } }, place) => {
    const affinities = vector === undefined ? undefined : shelf.affinities.along(vector, lineup)
    const category = item.category === undefined ? -2 : categories.indexOf(item.category)
    for (let i = 0; i < indices.length; i++) {
      const alike = affinities === undefined || (indices[i] ?? -1) < 0 ? 0 : Math.log(affinities[i] ?? 1) / FORMULA.sharpness
      const near = alike + (categoryOf[i] === category ? SAME_CATEGORY : 0)
      if (near <= (closest[i] ?? 0)) continue
      closest[i] = near
      nearest[i] = place
    }
  })
  const refusals = categories.map((category) => {
    const refused = taste.hiddenCategories.get(category) ?? 0
    return refused === 0 ? 0 : refused / (refused + (taste.categories.get(category) ?? 0))
  })
  const costs = closest.map((near, i) => ((nearest[i] ?? -1) < 0 ? 0 : FORMULA.hideMatch * near + FORMULA.hideCategory * (refusals[categoryOf[i] ?? -1] ?? 0)))
  return { costs, nearest }
}
