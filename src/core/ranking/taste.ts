import type { Engagement } from '../history/engagement.js'
import type { EventId } from '../history/event.js'
import type { ItemId } from '../item.js'
import { FORMULA } from './formula.js'
import type { Shelf, Shelved } from './shelf.js'

/** One item of the history, ready for scoring. */
export interface Read {
  readonly engagement: Engagement
  readonly shelved: Shelved
}

/** The visitor's history as the score sees it. */
export interface Taste {
  /** Items with weight above 0, in the order in which they were first met. */
  readonly liked: readonly Read[]
  readonly hides: readonly Read[]
  readonly read: ReadonlySet<ItemId>
  /** The event to point at for each item of the history. */
  readonly events: ReadonlyMap<ItemId, EventId>
  readonly hidden: ReadonlySet<ItemId>
  /** Sum of the weights in `liked`. */
  readonly weight: number
  /** Weight by category, over items that have one. */
  readonly categories: ReadonlyMap<string, number>
  /** Number of hides by category. */
  readonly hiddenCategories: ReadonlyMap<string, number>
  /** Mean TF-IDF vector of the history. */
  readonly words: ReadonlyMap<number, number>
}

export function createTaste(engagements: readonly Engagement[], shelf: Shelf, hidden: readonly ItemId[]): Taste {
  const reads = engagements.map((engagement): Read => ({ engagement, shelved: shelf.place(engagement.item, engagement.embedding) }))
  const hiddenIds = new Set([...hidden, ...engagements.filter((engagement) => engagement.hidden).map(({ item }) => item.id)])
  const weighed = reads.filter(({ engagement }) => engagement.weight > 0 && !hiddenIds.has(engagement.item.id))
  const total = weighed.reduce((sum, { engagement }) => sum + engagement.weight, 0)
  const liked = total < FORMULA.leastHistory ? [] : weighed
  const hides = reads.filter(({ engagement }) => hiddenIds.has(engagement.item.id))
  const categories = new Map<string, number>()
  const words = new Map<number, number>()
  for (const { engagement, shelved } of liked) {
    const { category } = shelved.item
    if (category !== undefined && category !== '') categories.set(category, (categories.get(category) ?? 0) + engagement.weight)
    shelved.words.terms.forEach((term, i) => words.set(term, (words.get(term) ?? 0) + ((shelved.words.weights[i] ?? 0) * engagement.weight) / total))
  }
  const hiddenCategories = new Map<string, number>()
  for (const { shelved } of hides) {
    const { category } = shelved.item
    if (category !== undefined && category !== '') hiddenCategories.set(category, (hiddenCategories.get(category) ?? 0) + 1)
  }
  return {
    liked,
    hides,
    read: new Set(engagements.filter(({ read }) => read).map(({ item }) => item.id)),
    events: new Map(engagements.map(({ item, eventId }) => [item.id, eventId])),
    hidden: hiddenIds,
    weight: liked.length === 0 ? 0 : total,
    categories,
    hiddenCategories,
    words,
  }
}
