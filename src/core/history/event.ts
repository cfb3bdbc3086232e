import type { Item } from '../item.js'
import type { Millis } from '../time.js'

export type EventId = string & { readonly __brand: 'EventId' }

export type InteractionKind = 'view' | 'click' | 'dwell' | 'like' | 'hide' | 'purchase'

/** One thing the visitor did, as it is kept in the history. The item is stored with it, so that a deleted item still explains itself. */
export interface InteractionEvent {
  readonly id: EventId
  readonly kind: InteractionKind
  readonly item: Item
  readonly at: Millis
  /** Milliseconds of attention; on `dwell`, and on a `click` that a bounce followed. */
  readonly dwellMs?: number
  /** What the site says it was worth (a price, a rating). */
  readonly value?: number
  /** Name of the slot it happened in. */
  readonly slot?: string
  /** On a click or a sight in a ranked slot: the item's place in it, from 1. */
  readonly position?: number
  /** Where that place was drawn: the probability with which this item came to stand there. */
  readonly propensity?: number
  /** On a click in a slot where two orders were interleaved: the order that drafted the item. */
  readonly team?: 'personalized' | 'original'
}

/** The order of a history: oldest first, two of one moment by their ids. */
export function byTime(a: InteractionEvent, b: InteractionEvent): number {
  return a.at - b.at || (a.id < b.id ? -1 : 1)
}
