import type { ItemId } from '../item.js'
import type { EventId } from '../history/event.js'

/** Why an item stands where it stands. `weight` is the reason's share of the score; the weights of an item add up to its score. */
export interface Reason {
  readonly kind: 'meaning' | 'category' | 'words' | 'popularity' | 'collaborative' | 'query' | 'like' | 'hide' | 'read' | 'rule' | 'explore' | 'scorer'
  /** A sentence for the visitor, e.g. `Because you read “…”`. */
  readonly text: string
  /** The item of the history that this reason points at, where there is one. */
  readonly itemId?: ItemId
  readonly eventId?: EventId
  readonly weight: number
  /** Counterfactual: the rank by score, from 1, without this reason; on the first positions. */
  readonly rankWithout?: number
}

export interface RankedItem {
  readonly id: ItemId
  /** Dimensionless; comparable inside one ranking only. */
  readonly score: number
  /** Probability with which this item was put at this position (1 where nothing was explored). */
  readonly propensity: number
  readonly reasons: readonly Reason[]
}
