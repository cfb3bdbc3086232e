import type { Engagement } from '../history/engagement.js'
import type { ItemId } from '../item.js'
import type { TopicPairs, TopicShares } from '../prior/prior.js'
import { topicKey } from '../prior/topic-key.js'
import type { TopicAffinities } from '../prior/topic-pairs.js'
import { FORMULA } from './formula.js'
import type { Shelf } from './shelf.js'
import type { Shelved } from './shelved.js'

/** One item of the history, ready for scoring. */
export interface Read {
  readonly engagement: Engagement
  readonly shelved: Shelved
}

/** A topic that the visitor chose in the picker, as the mean direction of the catalog's items on it. */
export interface ChosenTopic {
  readonly topic: string
  readonly weight: number
  readonly vector: Float32Array
}

/** The visitor's history as the score sees it. */
export interface Taste {
  /** Items with weight above 0, in the order in which they were first met. */
  readonly liked: readonly Read[]
  readonly hides: readonly Read[]
  readonly chosen: readonly ChosenTopic[]
  readonly read: ReadonlySet<ItemId>
  /** Every item of the history, for a reason to point at. */
  readonly reads: ReadonlyMap<string, Read>
  readonly hidden: ReadonlySet<ItemId>
  /** Sum of the weights in `liked` and `chosen`. */
  readonly weight: number
  /** Weight by category, over items that have one. */
  readonly categories: ReadonlyMap<string, number>
  /** Number of hides by category. */
  readonly hiddenCategories: ReadonlyMap<string, number>
  /** Mean TF-IDF vector of the history, by term. */
  readonly words: Float64Array
  /** Share of a category in the history, with chosen topics and all visitors' topics counted in; NaN where nothing is known. */
  share(category: string): number
  /** The topic of the history that lends most to this one, by what others turn to besides; undefined where none does. */
  lender(category: string): string | undefined
  /** Whether the visitor chose this topic, also one whose items have no vectors. */
  picked(category: string): boolean
}

export interface TasteHints {
  readonly hidden: readonly ItemId[]
  /** Strength by topic key; 1 is one choice, below 0 a topic that was muted. */
  readonly chosen: ReadonlyMap<string, number> | undefined
  readonly prior: TopicShares | undefined
  readonly pairs: TopicPairs | undefined
}

export function createTaste(engagements: readonly Engagement[], shelf: Shelf, hints: TasteHints): Taste {
  const reads = engagements.map((engagement): Read => ({ engagement, shelved: shelf.place(engagement.item, engagement.embedding) }))
  const hidden = new Set([...hints.hidden, ...engagements.filter((engagement) => engagement.hidden).map(({ item }) => item.id)])
  const weighed = reads.filter(({ engagement }) => engagement.weight > 0 && !hidden.has(engagement.item.id))
  const total = sumOf(weighed.map(({ engagement }) => engagement.weight))
  const liked = total < FORMULA.leastHistory ? [] : weighed
  const hides = reads.filter(({ engagement }) => hidden.has(engagement.item.id))
  const chosen = [...(hints.chosen ?? [])].flatMap(([topic, strength]): ChosenTopic[] => {
    const vector = strength > 0 ? shelf.topic(topic) : undefined
    return vector === undefined ? [] : [{ topic, weight: strength * FORMULA.chosenTopic, vector }]
  })
  const categories = new Map<string, number>()
  const words = new Float64Array(shelf.lexicon.size)
  for (const { engagement, shelved } of liked) {
    const { category } = shelved.item
    if (category !== undefined && category !== '') categories.set(category, (categories.get(category) ?? 0) + engagement.weight)
    shelved.words.terms.forEach((term, i) => (words[term] = (words[term] ?? 0) + ((shelved.words.weights[i] ?? 0) * engagement.weight) / total))
  }
  const hiddenCategories = new Map<string, number>()
  for (const { shelved } of hides) {
    const { category } = shelved.item
    if (category !== undefined && category !== '') hiddenCategories.set(category, (hiddenCategories.get(category) ?? 0) + 1)
  }
  const topics = hints.prior?.used === true ? hints.prior.shares : undefined
  const affinities = hints.pairs?.used === true ? hints.pairs.affinities : undefined
  const lent = affinities === undefined ? new Map<string, Loan>() : loans(affinities, categories)
  const picked = sumOf([...(hints.chosen?.values() ?? [])].map((strength) => Math.max(0, strength) * FORMULA.chosenTopic))
  const weight = (liked.length === 0 ? 0 : total) + picked
  const cold = Math.max(0, 1 - weight / FORMULA.coldUntil)
  // Where pairs of topics say what readers of this very history turn to, what all readers turn to adds nothing.
  const general = lent.size > 0 ? undefined : topics
  const known = weight + (general === undefined ? 0 : cold * FORMULA.topicPrior)
  return {
    liked,
    hides,
    chosen,
    read: new Set(engagements.filter(({ read }) => read).map(({ item }) => item.id)),
    reads: new Map(reads.map((read) => [read.engagement.item.id, read])),
    hidden,
    weight,
    categories,
    hiddenCategories,
    words,
    lender: (category) => (cold > 0 ? lent.get(topicKey(category))?.most.category : undefined),
    picked: (category) => (hints.chosen?.get(topicKey(category)) ?? 0) > 0,
    share: (category) => {
      if (known === 0) return Number.NaN
      const key = topicKey(category)
      const strength = hints.chosen?.get(key) ?? 0
      return ((categories.get(category) ?? 0) + strength * FORMULA.chosenTopic + cold * ((general?.get(key) ?? 0) * FORMULA.topicPrior + (lent.get(key)?.weight ?? 0) * FORMULA.topicPair)) / known
    },
  }
}

/** What the topics of a history lend to another one, and which lends most. */
interface Loan {
  readonly weight: number
  readonly most: { readonly category: string; readonly weight: number }
}

function loans(affinities: TopicAffinities, categories: ReadonlyMap<string, number>): ReadonlyMap<string, Loan> {
  const lent = new Map<string, Loan>()
  for (const [category, read] of categories) {
    for (const [other, affinity] of affinities.get(topicKey(category)) ?? []) {
      const weight = read * affinity
      const before = lent.get(other)
      lent.set(other, { weight: (before?.weight ?? 0) + weight, most: before !== undefined && before.most.weight >= weight ? before.most : { category, weight } })
    }
  }
  return lent
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
