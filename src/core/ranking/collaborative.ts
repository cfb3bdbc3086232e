import type { RankRequest } from './rank-request.js'
import { FORMULA } from './formula.js'
import type { Part } from './parts.js'
import type { Shelved } from './shelved.js'
import { standardise } from './standardise.js'
import type { Taste } from './taste.js'
import { togetherSaying } from './sayings.js'

/**
 * What others who turned to the same items turned to besides: the sums of the item-item model over the history, standardised.
 * An item that the model does not know stands at the mean: nothing speaks for it or against it. Undefined without a model or a history it knows.
 */
export function collaborativePart({ prior, weights }: RankRequest, shelved: readonly Shelved[], taste: Taste, counted: Uint8Array): Part | undefined {
  const model = prior?.foldIn
  if (model === undefined || !taste.liked.some(({ engagement }) => model.place(engagement.item.id) !== undefined)) return undefined
  const { values, nearest } = model.sums(taste.liked.map(({ engagement }) => ({ id: engagement.item.id, weight: engagement.weight })))
  const places = shelved.map(({ item }) => model.place(item.id))
  const sums = Float64Array.from(places, (place) => (place === undefined ? Number.NaN : values[place] ?? 0))
  const scale = FORMULA.collaborative * (weights?.collaborative ?? 1)
  const scaled = standardise(sums, counted).map((value) => scale * value)
  const because = (i: number) => taste.liked[nearest[places[i] ?? -1] ?? -1]
  return { kind: 'collaborative', values: scaled, says: (i) => togetherSaying(scaled[i] ?? 0, because(i)), because }
}
