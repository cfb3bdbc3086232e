import { topicsOfPair } from '../privacy/kinds/topic-pair.js'
import { topicKey } from './topic-key.js'

/** What turning to one topic says of turning to another: shares of the other topics among those who turn to the first, by keys. */
export type TopicAffinities = ReadonlyMap<string, ReadonlyMap<string, number>>

/** The most that one topic may lend to another: readers who follow what the file says must not make it say more of the same. */
const MOST_LENT = 0.5

/**
 * Affinities from the shares of pairs: of those who turn to a, the part whose other topic is b, pair(a, b)/Σ pair(a, ·).
 * Labels that name no two topics, and shares that are not positive, count for nothing.
 */
export function topicAffinities(shares: ReadonlyMap<string, number>): TopicAffinities {
  const together = new Map<string, Map<string, number>>()
  const note = (one: string, other: string, share: number): void => {
    const row = together.get(one) ?? new Map<string, number>()
    row.set(other, (row.get(other) ?? 0) + share)
    together.set(one, row)
  }
  for (const [label, share] of shares) {
    const topics = topicsOfPair(label)
    if (topics === undefined || !(share > 0)) continue
    const [first, second] = [topicKey(topics[0]), topicKey(topics[1])]
    note(first, second, share)
    note(second, first, share)
  }
  return new Map([...together].map(([topic, row]) => {
    const total = [...row.values()].reduce((sum, share) => sum + share, 0)
    return [topic, new Map([...row].map(([other, share]) => [other, Math.min(MOST_LENT, share / total)]))]
  }))
}
