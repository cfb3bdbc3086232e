import type { Refusal } from '../answer.js'
import type { EventId, InteractionEvent } from '../history/event.js'
import type { Item, ItemId } from '../item.js'
import type { Learnt } from '../learning/posterior.js'
import type { Profile } from '../ranking/profile.js'
import type { RankedItem } from '../ranking/ranking.js'
import type { Millis } from '../time.js'
import type { TopicWish } from './requests.js'
import type { ScorerUse } from './scoring.js'

/** `ignored` says which rule of the noise filter let the event go (e.g. `double-click`, `bounce`), or `excluded` where the site excluded the item; `gave` which older event of a full day made room. */
export type RecordAnswer = { readonly status: 'ok'; readonly id: EventId; readonly gave?: EventId } | { readonly status: 'ignored'; readonly why: string } | Refusal

/** A ranked item, with what is known of it where the caller gave no items: a card needs its title and its address. */
export interface PlacedItem extends RankedItem {
  readonly item?: Item
}

export interface RankedAnswer {
  readonly status: 'ranked'
  readonly items: readonly PlacedItem[]
  /** `original`: this browser keeps the site's own order, whatever stands in `items`; the tag, the elements and `useRanking` do so by themselves. */
  readonly arm: 'personalized' | 'original'
  readonly space: string
  readonly lost?: Millis
  /** Whether the site's own model had its part in this order; absent where the site has none. */
  readonly scorer?: ScorerUse
  /** The weights that ranked: the shipped ones, or those learnt here, which are used once they have foretold this visitor's choices better. */
  readonly learning: Learnt['using']
  /** With a query: whether it was compared by meaning as well as by its words, or by these alone, because no encoder here knows its language, or any of its words, or none is there yet. */
  readonly query?: 'meaning' | 'words'
}

export interface SimilarAnswer {
  readonly status: 'ok'
  readonly items: readonly { readonly id: ItemId; readonly score: number }[]
}

export interface HistoryAnswer {
  readonly status: 'ok'
  /** Newest first. */
  readonly events: readonly InteractionEvent[]
  /** When an earlier history was found missing that nobody erased here: the browser, or someone at its settings, deleted it. */
  readonly lost?: Millis
}

export interface ProfileAnswer extends Profile {
  readonly status: 'ok'
  readonly space: string
}

export interface TopicView {
  readonly topic: string
  /** Share of the history, 0 to 1. */
  readonly strength: number
  readonly events: number
  readonly wish: TopicWish
}

/** What came of an import. `skipped` were here already, too old, or of an unknown shape. */
export interface ImportAnswer {
  readonly status: 'ok'
  readonly imported: number
  readonly skipped: number
}
