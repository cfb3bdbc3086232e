import type { Saying, SayingCode } from './sayings.js'

/** The sentences of every saying in one language; `{…}` are filled in. */
export type Wording = Readonly<Record<SayingCode, string>> & {
  /** How a word out of a text is quoted, with `{word}`. */
  readonly quoted: string
  /** What stands between several of them. */
  readonly between: string
}

/** English is always there: it needs no file, and it speaks where another language has no sentence. */
export const ENGLISH: Wording = {
  'meaning': 'Compared with what you read',
  'meaning-chosen': 'Close to the topics you chose',
  'meaning-far': 'Further from what you read than most; nearest is “{title}”',
  'meaning-liked': 'Because you liked “{title}”',
  'meaning-read': 'Because you read “{title}”',
  'category-chosen': 'You chose {category}',
  'category-readers': 'Readers here turn to {category}',
  'category-few-readers': 'Few readers here turn to {category}',
  'category-none': 'You have read nothing in {category} so far',
  'category-lent': 'Readers of {from} often turn to {category} too',
  'category-share': '{share}% of what you read is in {category}',
  'words': 'Mentions {words}, as what you read does',
  'words-few': 'Shares fewer words with what you read than most',
  'words-none': 'Shares no particular words with what you read',
  'words-plain': 'Uses words that what you read uses too',
  'together': 'Readers of “{title}” turn to this too',
  'together-seldom': 'Readers of what you read seldom turn to this',
  'popular': 'Popular with all readers',
  'popular-less': 'Less popular with all readers than the rest',
  'hidden': 'You hid this',
  'hidden-like': 'Similar to “{title}”, which you hid',
  'read': 'You have already read this',
  'query-meaning': 'Close in meaning to “{query}”',
  'query-words': 'Has words of “{query}”',
  'explored': 'This place is kept for finding out what else you like',
  'rule-forward': 'Put forward by this site',
  'rule-back': 'Held back by this site',
  'scorer-forward': 'Put forward by this site’s own model',
  'scorer-back': 'Held back by this site’s own model',
  'wish-more': 'You asked for more of {topic}',
  'wish-none': 'You asked for none of {topic}',
  'quoted': '“{word}”',
  'between': ', ',
}

/** Puts a saying into the words of one language. */
export type Word = (saying: Saying) => string

/** Speaks by `table`, and in English where it has no sentence. */
export function wordBy(table: Partial<Wording> = {}): Word {
  const sentence = (code: keyof Wording): string => table[code] ?? ENGLISH[code]
  const quote = (word: string): string => sentence('quoted').replace('{word}', () => word)
  return ({ code, values = {} }) =>
    sentence(code).replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = Object.hasOwn(values, name) ? values[name] : undefined
      return value === undefined ? whole : typeof value === 'object' ? value.map(quote).join(sentence('between')) : String(value)
    })
}

export const inEnglish: Word = wordBy()
