import { eng } from 'stopword'

const WORDS: ReadonlySet<string> = new Set(eng)

/** Whether a token carries no subject of its own (English list of the package `stopword`; in other languages the lexicon's document frequencies do this work). */
export function isStopWord(token: string): boolean {
  return WORDS.has(token)
}
