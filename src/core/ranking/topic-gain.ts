import { topicKey } from '../prior/topic-key.js'
import { dot } from '../embedding/dot.js'

/** A topic of the catalog, as the picker sees it. */
export interface PickableTopic {
  /** The category as the site writes it. */
  readonly label: string
  readonly items: number
  /** Mean direction of its items, where they have vectors. */
  readonly vector: Float32Array | undefined
}

/** Cosine of two topics' means from which one says as much about the other's items as about its own. */
const LIKE = 0.7

/**
 * Topics in the order in which asking for them tells most. What a question about a topic is worth is how uncertain its answer is (the entropy of a
 * yes, with the topic's share of all visitors' interest as its chance) times how much interest it uncovers: its own share, and those of topics like
 * it, as far as earlier questions and the history have not covered them. Greedy, which is within 1 − 1/e of the best set (Nemhauser and others 1978).
 */
export function topicsByGain(topics: readonly PickableTopic[], interest: ReadonlyMap<string, number> | undefined, covered: ReadonlyMap<string, number>): readonly { readonly label: string; readonly gain: number }[] {
  const total = topics.reduce((sum, { items }) => sum + Math.sqrt(items), 0)
  // Without shares of all visitors a topic's interest grows with the root of its size: many items, but not many more readers.
  const shares = topics.map(({ label, items }) => interest?.get(topicKey(label)) ?? Math.sqrt(items) / Math.max(1, total))
  const likeness = topics.map((a) => topics.map((b) => (a === b ? 1 : Math.min(1, Math.max(0, (a.vector === undefined || b.vector === undefined ? 0 : dot(a.vector, b.vector)) / LIKE)))))
  const known = topics.map(({ label }) => Math.min(1, covered.get(topicKey(label)) ?? 0))
  const left = new Set(topics.keys())
  const order: { readonly label: string; readonly gain: number }[] = []
  while (left.size > 0) {
    let best = -1
    let most = Number.NEGATIVE_INFINITY
    for (const topic of left) {
      const uncovered = shares.reduce((sum, share, other) => sum + share * Math.max(0, (likeness[topic]?.[other] ?? 0) - (known[other] ?? 0)), 0)
      const gain = entropy(1 - (1 - (shares[topic] ?? 0)) ** 3) * uncovered
      if (gain > most) {
        most = gain
        best = topic
      }
    }
    left.delete(best)
    order.push({ label: topics[best]?.label ?? '', gain: most })
    topics.forEach((_, other) => (known[other] = Math.max(known[other] ?? 0, likeness[best]?.[other] ?? 0)))
  }
  return order
}

function entropy(chance: number): number {
  return chance <= 0 || chance >= 1 ? 0 : -chance * Math.log2(chance) - (1 - chance) * Math.log2(1 - chance)
}
