import { dotWith } from '../text/sparse-vector.js'
import { dot } from './affinities.js'
import { FORMULA } from './formula.js'
import type { Shelf, Shelved } from './shelf.js'
import type { Taste } from './taste.js'

/** Soft maximum of the cosines between a candidate and the history: (1/β)·ln(Σ w·exp(β·cos) / Σ w). NaN without a vector. */
export interface Match {
  readonly values: Float64Array
  /** For each candidate, the place in `taste.liked` of the item that contributes most; −1 where none does. */
  readonly nearest: Int32Array
}

export function matchFeature(candidates: readonly Shelved[], taste: Taste, shelf: Shelf): Match {
  const sums = new Float64Array(candidates.length)
  const best = new Float64Array(candidates.length)
  const nearest = new Int32Array(candidates.length).fill(-1)
  const indices = Int32Array.from(candidates, ({ index, vector }) => (vector === undefined ? -1 : index))
  let total = 0
  taste.liked.forEach(({ engagement, shelved }, place) => {
    if (shelved.vector === undefined) return
    total += engagement.weight
    const row = shelf.affinities.fill(shelved, shelved.vector, candidates, indices, shelf.size)
    const { weight } = engagement
    for (let i = 0; i < indices.length; i++) {
      const index = indices[i] ?? -1
      if (index < 0) continue
      const part = weight * (row[index] ?? 0)
      sums[i] = (sums[i] ?? 0) + part
      if (part > (best[i] ?? 0)) {
        best[i] = part
        nearest[i] = place
      }
    }
  })
  for (const { vector, weight } of taste.chosen) {
    total += weight
    candidates.forEach((candidate, i) => {
      if (candidate.vector === undefined) return
      const part = weight * Math.exp(FORMULA.sharpness * dot(candidate.vector, vector))
      sums[i] = (sums[i] ?? 0) + part
      if (part <= (best[i] ?? 0)) return
      best[i] = part
      nearest[i] = -1
    })
  }
  return { values: sums.map((sum) => (sum > 0 ? Math.log(sum / total) / FORMULA.sharpness : Number.NaN)), nearest }
}

/** Share of the history in the candidate's category, chosen topics and the topics of all visitors counted in; NaN without a category. */
export function categoryFeature(candidates: readonly Shelved[], taste: Taste): Float64Array {
  return Float64Array.from(candidates, ({ item }) =>
    item.category === undefined || item.category === '' ? Number.NaN : taste.share(item.category),
  )
}

/** Cosine of the candidate's TF-IDF with the history's mean. */
export function wordsFeature(candidates: readonly Shelved[], taste: Taste): Float64Array {
  return Float64Array.from(candidates, ({ words }) => dotWith(words, taste.words))
}

/** What the hides take from each candidate, in standard deviations (0 or more), and the place in `taste.hides` of the hide nearest to it (−1: none). */
export function hideCosts(candidates: readonly Shelved[], taste: Taste): { readonly costs: Float64Array; readonly nearest: Int32Array } {
  const costs = new Float64Array(candidates.length)
  const nearest = new Int32Array(candidates.length).fill(-1)
  candidates.forEach((candidate, i) => {
    let closest = 0
    taste.hides.forEach(({ shelved: { vector, item } }, place) => {
      const alike = vector === undefined || candidate.vector === undefined ? 0 : dot(vector, candidate.vector)
      const sameCategory = item.category !== undefined && item.category === candidate.item.category ? 0.01 : 0
      if (alike + sameCategory <= closest) return
      closest = alike + sameCategory
      nearest[i] = place
    })
    if ((nearest[i] ?? -1) < 0) return
    const { category } = candidate.item
    const refused = category === undefined ? 0 : (taste.hiddenCategories.get(category) ?? 0)
    const share = refused === 0 || category === undefined ? 0 : refused / (refused + (taste.categories.get(category) ?? 0))
    costs[i] = FORMULA.hideMatch * closest + FORMULA.hideCategory * share
  })
  return { costs, nearest }
}
