import { contentWords, type Lexicon } from './lexicon.js'

/** Term saturation and length normalisation as in Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009). */
const K1 = 1.2
const B = 0.75

/** A text prepared for BM25: term counts and length in words. */
export interface Bm25Text {
  readonly counts: ReadonlyMap<number, number>
  readonly length: number
}

export function bm25Text(lexicon: Lexicon, text: string): Bm25Text {
  const counts = new Map<number, number>()
  const words = contentWords(text)
  for (const word of words) {
    const term = lexicon.term(word)
    if (term !== undefined) counts.set(term, (counts.get(term) ?? 0) + 1)
  }
  return { counts, length: words.length }
}

/** Scores texts against a query of weighted words; `meanLength` is the catalog's mean length in words. */
export function bm25(lexicon: Lexicon, meanLength: number): (query: ReadonlyMap<string, number>, text: Bm25Text) => number {
  return (query, text) => {
    let score = 0
    for (const [word, weight] of query) {
      const term = lexicon.term(word)
      const times = term === undefined ? undefined : text.counts.get(term)
      if (times === undefined) continue
      const frequency = lexicon.frequency(word)
      const inverse = Math.log(1 + (lexicon.documents - frequency + 0.5) / (frequency + 0.5))
      score += (weight * inverse * times * (K1 + 1)) / (times + K1 * (1 - B + (B * text.length) / Math.max(1, meanLength)))
    }
    return score
  }
}
