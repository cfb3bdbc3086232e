import type { EventId, InteractionEvent } from './event.js'
import type { ItemId } from '../item.js'
import { HISTORY_LIMITS as LIMITS } from './limits.js'

/** What stands before a visit to an item that no attention was given. */
export interface Crowd {
  /** Other such items that were visited in the half hour before. */
  readonly items: number
  /** Such visits in the half hour before, of whatever item. */
  readonly visits: number
}

/** A click, or a page about an item that was opened; not the sight of a teaser. */
export function isVisit({ kind, slot }: InteractionEvent): boolean {
  return kind === 'click' || (kind === 'view' && slot === undefined)
}

/** The crowd before each visit to an item that was never stayed with, liked or bought. One pass over events in the order of time. */
export function crowds(events: readonly InteractionEvent[]): ReadonlyMap<EventId, Crowd> {
  const attended = new Set<ItemId>()
  for (const { kind, item, dwellMs } of events) if (kind === 'like' || kind === 'purchase' || (dwellMs !== undefined && dwellMs >= LIMITS.bounceMs)) attended.add(item.id)
  const visits = events.filter((event) => isVisit(event) && !attended.has(event.item.id)).sort((a, b) => a.at - b.at)
  const found = new Map<EventId, Crowd>()
  const within = new Map<ItemId, number>()
  let first = 0
  visits.forEach((visit, place) => {
    for (let old = visits[first]; old !== undefined && first < place && visit.at - old.at >= LIMITS.crowdMs; old = visits[++first]) {
      const left = (within.get(old.item.id) ?? 1) - 1
      if (left === 0) within.delete(old.item.id)
      else within.set(old.item.id, left)
    }
    found.set(visit.id, { items: within.size - (within.has(visit.item.id) ? 1 : 0), visits: place - first })
    within.set(visit.item.id, (within.get(visit.item.id) ?? 0) + 1)
  })
  return found
}

/**
 * How much of its weight a visit keeps in a crowd: all among the first eight, then (8/k)⁴ for the k-th, so that however many follow,
 * a stream without attention never weighs more than about ten clicks do.
 */
export function crowdFactor({ items }: Crowd): number {
  return Math.min(1, (LIMITS.crowdItems / (items + 1)) ** 4)
}
