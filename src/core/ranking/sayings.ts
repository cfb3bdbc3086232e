import type { Item } from '../item.js'
import type { Lexicon } from '../text/lexicon.js'
import { tokens } from '../text/tokens.js'
import type { Shelved } from './shelved.js'
import type { Read, Taste } from './taste.js'

export type SayingCode =
  | 'meaning' | 'meaning-chosen' | 'meaning-far' | 'meaning-liked' | 'meaning-read'
  | 'category-chosen' | 'category-readers' | 'category-few-readers' | 'category-none' | 'category-share' | 'category-lent'
  | 'words' | 'words-few' | 'words-none' | 'words-plain' | 'together' | 'together-seldom' | 'popular' | 'popular-less'
  | 'hidden' | 'hidden-like' | 'read' | 'query-meaning' | 'query-words' | 'explored'
  | 'rule-forward' | 'rule-back' | 'scorer-forward' | 'scorer-back' | 'wish-more' | 'wish-none'

/** What is said under "why this?", before it is put into words: `wording.ts` and the language files do that. One function a kind, so that they can be reviewed in one place. */
export interface Saying {
  readonly code: SayingCode
  /** What the sentence's `{…}` are filled with. */
  readonly values?: Readonly<Record<string, string | number | readonly string[]>>
}

const MOST_WORDS = 3

export function meaningSaying(weight: number, nearest: Read | undefined, taste: Taste): Saying {
  if (nearest === undefined) return { code: taste.chosen.length === 0 || weight < 0 ? 'meaning' : 'meaning-chosen' }
  const values = { title: nearest.engagement.item.title }
  if (weight < 0) return { code: 'meaning-far', values }
  return { code: nearest.engagement.liked ? 'meaning-liked' : 'meaning-read', values }
}

export function categorySaying(category: string, taste: Taste): Saying {
  const values = { category }
  if (taste.picked(category)) return { code: 'category-chosen', values }
  if (taste.liked.length === 0) return { code: taste.share(category) > 0 ? 'category-readers' : 'category-few-readers', values }
  const share = taste.weight === 0 ? 0 : (taste.categories.get(category) ?? 0) / taste.weight
  const from = share === 0 ? taste.lender(category) : undefined
  if (from !== undefined) return { code: 'category-lent', values: { category, from } }
  return share === 0 ? { code: 'category-none', values } : { code: 'category-share', values: { category, share: Math.round(share * 100) } }
}

/** Words that give less than this share of what the strongest gives are not named beside it. */
const LEAST_PART = 0.25

/** Names the words that speak for a candidate and say what it is about; where none of those does, that it shares words, without naming them. */
export function wordsSaying(weight: number, candidate: Shelved | undefined, taste: Taste, lexicon: Lexicon): Saying {
  const shared: { readonly term: number; readonly part: number }[] = []
  candidate?.words.terms.forEach((term, i) => {
    const part = (candidate.words.weights[i] ?? 0) * (taste.words[term] ?? 0)
    if (part > 0) shared.push({ term, part })
  })
  if (shared.length === 0) return { code: 'words-none' }
  if (weight < 0) return { code: 'words-few' }
  const strongest = shared.reduce((most, { part }) => Math.max(most, part), 0)
  const isNamed = naming(candidate?.item)
  const words = shared
    .filter(({ term, part }) => part >= LEAST_PART * strongest && lexicon.telling(term) && isNamed(lexicon.word(term)))
    .sort((a, b) => b.part - a.part || a.term - b.term)
    .slice(0, MOST_WORDS)
    .map(({ term }) => lexicon.word(term))
  return words.length === 0 ? { code: 'words-plain' } : { code: 'words', values: { words } }
}

interface Words {
  readonly title: readonly string[]
  readonly text: readonly string[]
}

/** Items' words, told apart once: the same items are ranked again and again. */
const toldApart = new WeakMap<Item, Words>()

function wordsOf(item: Item): Words {
  const known = toldApart.get(item)
  if (known !== undefined) return known
  const words = { title: tokens(item.title), text: tokens(item.text ?? '') }
  toldApart.set(item, words)
  return words
}

/** Whether an item is about a word: its title has it, or its text has it more than once. */
function naming(item: Item | undefined): (word: string) => boolean {
  if (item === undefined) return () => false
  const words = wordsOf(item)
  return (word) => words.title.includes(word) || words.text.indexOf(word) !== words.text.lastIndexOf(word)
}

export function togetherSaying(weight: number, nearest: Read | undefined): Saying {
  return weight < 0 || nearest === undefined ? { code: 'together-seldom' } : { code: 'together', values: { title: nearest.engagement.item.title } }
}

export function popularitySaying(weight: number): Saying {
  return { code: weight < 0 ? 'popular-less' : 'popular' }
}

export function scorerSaying(weight: number): Saying {
  return { code: weight < 0 ? 'scorer-back' : 'scorer-forward' }
}

export function hideSaying(nearest: Read | undefined): Saying {
  return nearest === undefined ? { code: 'hidden' } : { code: 'hidden-like', values: { title: nearest.engagement.item.title } }
}

export function querySaying(query: string, by: 'meaning' | 'words'): Saying {
  return { code: by === 'meaning' ? 'query-meaning' : 'query-words', values: { query } }
}
