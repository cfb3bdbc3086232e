import type { EventId } from '../history/event.js'
import type { ItemId } from '../item.js'
import type { RankRequest } from './rank-request.js'
import { rankWithoutReason } from './counterfactual.js'
import type { Ranker } from './rank.js'
import type { Reason } from './ranking.js'

/** Why an item stands where it stands, by score, and where it would stand without each item of the history that a reason points at. */
export interface PlaceExplained {
  /** Rank by score, from 1; 0 where the item is not among the candidates. */
  readonly rank: number
  readonly score: number
  /** Each with the rank by score without it. */
  readonly reasons: readonly Reason[]
  readonly without: readonly { readonly itemId: ItemId; readonly eventId?: EventId; readonly rank: number }[]
}

/**
 * Ranks once more for each item of the history concerned, with all its events left out: exact, and made only when someone asks.
 * `ready` adds to a request what must be asked for anew when the history is another (the site's own model).
 */
export async function explainPlace(ranker: Ranker, id: ItemId, request: RankRequest, ready: (request: RankRequest) => Promise<RankRequest>): Promise<PlaceExplained> {
  const own = ranker.explained(await ready(request), id)
  if (own === undefined) return { rank: 0, score: 0, reasons: [], without: [] }
  const pointed = new Map(own.reasons.flatMap(({ itemId, eventId }): [ItemId, EventId | undefined][] => (itemId === undefined ? [] : [[itemId, eventId]])))
  const without: { readonly itemId: ItemId; readonly eventId?: EventId; readonly rank: number }[] = []
  for (const [itemId, eventId] of pointed) {
    const { ids, totals } = ranker.measure(await ready({ ...request, history: request.history.filter(({ event }) => event.item.id !== itemId) }))
    without.push({ itemId, ...(eventId === undefined ? {} : { eventId }), rank: rankWithoutReason(totals, ids.indexOf(id), 0) })
  }
  return { rank: own.rank, score: own.score, reasons: own.reasons, without }
}
