import { type ItemId, itemText } from '../../core/item.js'
import type { Candidate } from '../../core/ranking/candidate.js'
import { popularity, type PopularityPrior } from '../../core/prior/popularity.js'
import { seededRandom } from '../../core/measurement/seeded-random.js'
import { bm25, type Bm25Text, bm25Text } from '../../core/text/bm25.js'
import { contentWords, type Lexicon } from '../../core/text/lexicon.js'
import { dotWith, type SparseVector } from '../../core/text/sparse-vector.js'

/** Scores of one impression's candidates by a rule that anyone could write, to measure ours against. */
export type Baseline = (history: readonly Candidate[], shown: readonly Candidate[]) => readonly number[]

export function createBaselines(lexicon: Lexicon, meanLength: number, prior: PopularityPrior | undefined): Readonly<Record<string, Baseline>> {
  const random = seededRandom(1)
  const vectors = new Map<ItemId, SparseVector>()
  const texts = new Map<ItemId, Bm25Text>()
  const vectorOf = ({ item }: Candidate): SparseVector => kept(vectors, item.id, () => lexicon.vector(itemText(item)))
  const textOf = ({ item }: Candidate): Bm25Text => kept(texts, item.id, () => bm25Text(lexicon, itemText(item)))
  const score = bm25(lexicon, meanLength)
  return {
    random: (_, shown) => shown.map(() => random()),
    ...(prior === undefined ? {} : { popularity: (_: readonly Candidate[], shown: readonly Candidate[]) => shown.map(({ item }) => popularity(prior, item.id)) }),
    category: (history, shown) => shown.map(({ item }) => history.filter((read) => read.item.category === item.category).length),
    tfidf: (history, shown) => {
      const words = new Map<number, number>()
      for (const read of history) {
        const { terms, weights } = vectorOf(read)
        terms.forEach((term, i) => words.set(term, (words.get(term) ?? 0) + (weights[i] ?? 0)))
      }
      return shown.map((candidate) => dotWith(vectorOf(candidate), words))
    },
    bm25: (history, shown) => {
      const query = new Map<string, number>()
      for (const { item } of history) for (const word of contentWords(itemText(item))) query.set(word, (query.get(word) ?? 0) + 1)
      return shown.map((candidate) => score(query, textOf(candidate)))
    },
  }
}

function kept<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
