import type { InteractionEvent } from '../../history/event.js'
import { topicOf } from './favourite-topic.js'

/** Between the two topics, the surest first: a topic may have an "&" of its own. */
const SEPARATORS = [/\s\+\s/, /\s×\s/, /\|/, /\+/, /\s&\s/, /\s[–-]\s/, /\//, /,/, /&/]

/** The two topics that a pair's label names, "film + music", in no order; undefined where it names no two. */
export function topicsOfPair(label: string): readonly [string, string] | undefined {
  for (const separator of SEPARATORS) {
    const [first, second, ...more] = label.split(separator).map(topicOf)
    if (first !== undefined && second !== undefined && first !== '' && second !== '' && more.length === 0) return [first, second]
  }
  return undefined
}

/** The pair of the two topics with the most different items that the visitor turned to; ties go to the topic of the latest event. */
export function topicPair(buckets: readonly string[], events: readonly InteractionEvent[]): number | undefined {
  const pairs = new Map(buckets.flatMap((label, index) => {
    const topics = topicsOfPair(label)
    return topics === undefined ? [] : [[keyOf(topics), index] as const]
  }))
  const known = new Set([...pairs.keys()].flatMap((key) => key.split('\n')))
  const seen = new Map<string, { items: Set<string>; latest: number }>()
  for (const { kind, item, at } of events) {
    const topic = kind === 'hide' || item.category === undefined ? undefined : topicOf(item.category)
    if (topic === undefined || !known.has(topic)) continue
    const tally = seen.get(topic) ?? { items: new Set<string>(), latest: at }
    tally.items.add(item.id)
    tally.latest = at
    seen.set(topic, tally)
  }
  const [first, second] = [...seen].sort(([, a], [, b]) => b.items.size - a.items.size || b.latest - a.latest).map(([topic]) => topic)
  return first === undefined || second === undefined ? undefined : pairs.get(keyOf([first, second]))
}

const keyOf = (topics: readonly [string, string]): string => [...topics].sort().join('\n')
