import type { Item, ItemId } from '../item.js'
import type { RankedItem, Reason } from './ranking.js'
import { inEnglish, type Word } from './wording.js'

/** What a visitor said of topics, whatever their history says. */
export type Wishes = Readonly<Record<string, 'boost' | 'mute'>>

/** The weight of what was asked for: as much as a strong likeness, so that it is seen, and other topics stay. */
const WISHED = 1.5

/** A boosted item stands at this share of its place: tenth becomes fifth. */
const NEARER = 0.5

/**
 * A ranking with the visitor's wishes in it: what they want more of comes nearer, what they want none of goes to the
 * end; both say so among the reasons, and the reasons still add up to the score. The order is otherwise kept.
 */
export function honourWishes<T extends RankedItem>(ranked: readonly T[], items: readonly Item[], wishes: Wishes, word: Word = inEnglish): readonly T[] {
  if (Object.keys(wishes).length === 0) return ranked
  const byId = new Map<ItemId, Item>(items.map((item) => [item.id, item]))
  const placed = ranked.map((one, place) => {
    const topic = wishedTopic(byId.get(one.id), wishes)
    if (topic === undefined) return { one, key: place }
    const boosted = wishes[topic] === 'boost'
    const reason: Reason = { kind: 'rule', text: word({ code: boosted ? 'wish-more' : 'wish-none', values: { topic } }), weight: boosted ? WISHED : -WISHED }
    return { one: { ...one, score: one.score + reason.weight, reasons: [reason, ...one.reasons] }, key: boosted ? place * NEARER : ranked.length + place }
  })
  return placed.sort((a, b) => a.key - b.key).map(({ one }) => one)
}

/** Whether the visitor wants none of an item's topic. */
export function isMuted(item: Item, wishes: Wishes): boolean {
  const topic = wishedTopic(item, wishes)
  return topic !== undefined && wishes[topic] === 'mute'
}

/** The item's first topic that there is a wish about: its category before its tags. */
function wishedTopic(item: Item | undefined, wishes: Wishes): string | undefined {
  return item === undefined ? undefined : [item.category, ...(item.tags ?? [])].find((topic): topic is string => topic !== undefined && Object.hasOwn(wishes, topic))
}
