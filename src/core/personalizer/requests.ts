import type { InteractionKind } from '../history/event.js'
import type { Item, ItemId } from '../item.js'

/** What a page asks of the personalizer; the worker checks each at its door (`read-command.ts`). */
export interface RecordInput {
  readonly kind: InteractionKind
  /** The item, or the id of one in the catalog or on the page. */
  readonly item: Item | ItemId | string
  /** Milliseconds since 1970; now unless given. */
  readonly at?: number
  /** Milliseconds of attention. */
  readonly dwellMs?: number
  readonly value?: number
  readonly slot?: string
}

export interface RankInput {
  /** Ranked instead of the catalog and what was found on the page. */
  readonly items?: readonly Item[]
  readonly slot?: string
  readonly limit?: number
  readonly query?: string
  readonly exclude?: readonly string[]
}

/** What is to be forgotten, short of everything. */
export type PartToForget = { readonly event: string } | { readonly item: string } | { readonly topic: string }

/** What the visitor wants of a topic, whatever their history says: more of it, none of it, or no opinion. */
export type TopicWish = 'boost' | 'mute' | 'none'
