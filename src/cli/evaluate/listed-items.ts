import type { ItemId } from '../../core/item.js'
import type { Listed } from '../../core/measurement/list-figures.js'
import { createRanker } from '../../core/ranking/rank.js'
import type { Impression } from './impression-lines.js'
import type { Walk } from './walk.js'

/**
 * What is known of an item for the figures of whole lists. Its popularity is the share of the earlier impressions that it was clicked in,
 * or, without a fit file, the share of the test's histories that it stands in; nobody's item counts half a visitor.
 */
export function listedItems({ ground, lexicon, prior }: Walk, fit: readonly Impression[], test: readonly Impression[]): (id: ItemId) => Listed {
  const ranker = createRanker({ centre: ground.centre, lexicon })
  const readers = new Map<ItemId, number>()
  if (prior === undefined) for (const { history } of test) for (const id of new Set(history)) readers.set(id, (readers.get(id) ?? 0) + 1)
  const visitors = prior === undefined ? test.length : fit.length
  const known = new Map<ItemId, Listed>()
  return (id) => {
    const before = known.get(id)
    if (before !== undefined) return before
    const { item, embedding } = ground.candidate(id)
    const turned = prior === undefined ? (readers.get(id) ?? 0) : (prior.counts.get(id)?.clicks ?? 0)
    const made: Listed = { category: item.category, vector: embedding === undefined ? undefined : ranker.direction(embedding), popularity: (turned + 0.5) / (visitors + 1) }
    known.set(id, made)
    return made
  }
}
