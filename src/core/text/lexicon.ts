import { isStopWord } from './stop-words.js'
import { createTellingWords } from './telling-words.js'
import { tokens } from './tokens.js'
import { type SparseVector, unitSparse } from './sparse-vector.js'

/** How often each word occurs over a catalog, and what that makes of a text. */
export interface Lexicon {
  /** Number of texts it was built from. */
  readonly documents: number
  /** Words kept. */
  readonly size: number
  /** Number of texts that hold the word; 0 for unknown, stopped and too rare words. */
  frequency(word: string): number
  /** Index of the word, or undefined. */
  term(word: string): number | undefined
  /** The word at an index. */
  word(term: number): string
  /** Whether the word at an index says what a text is about, so that it may be quoted. */
  telling(term: number): boolean
  /** TF-IDF of a text: (1 + ln tf) · ln(N / df), unit length (Salton and Buckley 1988, scheme `ltc`). */
  vector(text: string): SparseVector
  /** That of a text that it was built from, by its place among them, 0 and up: its words need not be told apart again. */
  vectorOf(place: number): SparseVector
  /** What of a text's words the catalog holds. */
  share(text: string): Share
}

/** How much of what a text says by its words, 0 to 1, squares adding up to 1: one that is not kept weighs as the rarest of those that are. */
export interface Share {
  /** In words that are kept. */
  readonly known: number
  /** In each of the others, of which one item at the most has any. */
  readonly each: number
  readonly others: readonly string[]
}

/** Words of a text that a lexicon counts: no stop words, no single characters of a spaced script. */
export function contentWords(text: string): readonly string[] {
  return tokens(text).filter((word) => !isStopWord(word))
}

/** Texts that are kept to tell the catalog's languages by. */
const SAMPLE = 200

/** Reads every text once. Words in fewer than `leastFrequency` texts are dropped: they can match no other text. */
export function createLexicon(texts: Iterable<string>, leastFrequency = 2): Lexicon {
  /** Each word's number, by the order in which they are met; in how many texts it is, and the last of these. */
  const numbers = new Map<string, number>()
  const counts: number[] = []
  const lastIn: number[] = []
  const told: Uint32Array[] = []
  const sample: string[] = []
  let documents = 0
  for (const text of texts) {
    documents++
    if (sample.length < SAMPLE) sample.push(text)
    const found = contentWords(text)
    const here = new Uint32Array(found.length)
    for (let i = 0; i < found.length; i++) {
      const word = found[i] ?? ''
      const number = numbers.get(word) ?? numbers.size
      if (number === numbers.size) numbers.set(word, number)
      if (lastIn[number] !== documents) counts[number] = (counts[number] ?? 0) + 1
      lastIn[number] = documents
      here[i] = number
    }
    told.push(here)
  }
  const terms = new Map<string, number>()
  const words: string[] = []
  const frequencies: number[] = []
  /** The index of each number's word; −1 for one that is too rare. */
  const termOf = new Int32Array(numbers.size).fill(-1)
  for (const [word, number] of numbers) {
    const count = counts[number] ?? 0
    if (count < leastFrequency) continue
    termOf[number] = frequencies.length
    terms.set(word, frequencies.length)
    words.push(word)
    frequencies.push(count)
  }
  const inverse = Float64Array.from(frequencies, (count) => Math.log(documents / count))
  const rarest = Math.log(Math.max(1, documents / leastFrequency))
  const frequency = (word: string): number => frequencies[terms.get(word) ?? -1] ?? 0
  const weigh = (term: number, times: number): number => (1 + Math.log(times)) * (inverse[term] ?? 0)
  const isTelling = createTellingWords(sample, (word) => frequency(word) / documents)
  return {
    documents,
    size: frequencies.length,
    frequency,
    term: (word) => terms.get(word),
    word: (term) => words[term] ?? '',
    telling: (term) => isTelling(words[term] ?? ''),
    share: (text) => {
      let here = 0
      const others: string[] = []
      for (const word of new Set(contentWords(text))) {
        const term = terms.get(word)
        if (term === undefined) others.push(word)
        else here += (inverse[term] ?? 0) ** 2
      }
      const all = here + others.length * rarest ** 2
      return all === 0 ? { known: 0, each: 0, others } : { known: Math.sqrt(here / all), each: Math.sqrt(rarest ** 2 / all), others }
    },
    vector: (text) => {
      const found: number[] = []
      for (const word of contentWords(text)) {
        const term = terms.get(word)
        if (term !== undefined) found.push(term)
      }
      return unitSparse(found, weigh)
    },
    vectorOf: (place) => {
      const found: number[] = []
      for (const number of told[place] ?? []) if ((termOf[number] ?? -1) >= 0) found.push(termOf[number] ?? 0)
      return unitSparse(found, weigh)
    },
  }
}
