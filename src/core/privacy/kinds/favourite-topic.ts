import type { InteractionEvent } from '../../history/event.js'

/**
 * The bucket whose topic has the most different items that the visitor turned to (a hide is not turning to).
 * Ties go to the topic of the latest event, so that the answer does not depend on the order of the buckets.
 */
export function favouriteTopic(buckets: readonly string[], events: readonly InteractionEvent[]): number | undefined {
  const topics = new Map(buckets.map((label, index) => [topicOf(label), index]))
  const seen = new Map<number, { items: Set<string>; latest: number }>()
  for (const { kind, item, at } of events) {
    const bucket = kind === 'hide' || item.category === undefined ? undefined : topics.get(topicOf(item.category))
    if (bucket === undefined) continue
    const tally = seen.get(bucket) ?? { items: new Set<string>(), latest: at }
    tally.items.add(item.id)
    tally.latest = at
    seen.set(bucket, tally)
  }
  const [favourite] = [...seen].sort(([, a], [, b]) => b.items.size - a.items.size || b.latest - a.latest)
  return favourite?.[0]
}

/** How a category is compared with a label: case and outer white space do not matter. */
export function topicOf(label: string): string {
  return label.trim().toLowerCase()
}
