import { engagements } from '../history/engagement.js'
import type { InteractionEvent } from '../history/event.js'
import type { Item } from '../item.js'

/** What the history says about the visitor, in words they can check. */
export interface Profile {
  readonly events: number
  /** Strongest first; strengths are shares of the whole history and add up to at most 1. */
  readonly topics: readonly { readonly topic: string; readonly strength: number; readonly events: number }[]
  readonly hidden: readonly Item[]
}

export function profileOf(events: readonly InteractionEvent[]): Profile {
  const items = engagements(events.map((event) => ({ event })))
  const total = items.reduce((sum, { weight }) => sum + weight, 0)
  const topics = new Map<string, { weight: number; events: number }>()
  const topicOf = new Map(items.map(({ item }) => [item.id, item.category]))
  for (const { item, weight } of items) {
    if (item.category === undefined || weight === 0) continue
    const known = topics.get(item.category)
    topics.set(item.category, { weight: weight + (known?.weight ?? 0), events: known?.events ?? 0 })
  }
  for (const { item } of events) {
    const known = topics.get(topicOf.get(item.id) ?? '')
    if (known !== undefined) known.events++
  }
  return {
    events: events.length,
    topics: [...topics]
      .map(([topic, { weight, events: count }]) => ({ topic, strength: total === 0 ? 0 : weight / total, events: count }))
      .sort((a, b) => b.strength - a.strength || (a.topic < b.topic ? -1 : 1)),
    hidden: items.filter(({ hidden }) => hidden).map(({ item }) => item),
  }
}
