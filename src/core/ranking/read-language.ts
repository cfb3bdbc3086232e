import * as v from 'valibot'
import type { Unavailable } from '../answer.js'
import { ENGLISH, type Wording } from './wording.js'

/** A sentence is a sentence: longer than this it is something else. */
const MOST_LETTERS = 300

const Sentence = v.pipe(v.string(), v.nonEmpty(), v.maxLength(MOST_LETTERS))
const LanguageFile = v.object({ language: v.string(), reviewed: v.boolean(), reasons: v.record(v.string(), v.unknown()) })

export interface Language {
  readonly status: 'ok'
  readonly language: string
  /** False until a native speaker has read it. */
  readonly reviewed: boolean
  readonly reasons: Partial<Wording>
}

/** Reads a language file. A sentence that is none is left out, and English speaks in its place. */
export function readLanguage(json: string): Language | Unavailable {
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), LanguageFile), json)
  if (!read.success) return { status: 'unavailable', code: 'language-unreadable', message: 'The language file is none of ours; reasons are given in English. Fetch it again.' }
  const { language, reviewed, reasons } = read.output
  return { status: 'ok', language, reviewed, reasons: readSentences(reasons) }
}

/** The sentences for reasons in what a site or a language file says; codes that do not exist count for nothing. */
export function readSentences(given: unknown): Partial<Wording> {
  const entries: readonly (readonly [string, unknown])[] = Object.entries(typeof given === 'object' && given !== null ? given : {})
  return Object.fromEntries(entries.flatMap(([code, sentence]) => (Object.hasOwn(ENGLISH, code) && v.is(Sentence, sentence) ? [[code, sentence]] : [])))
}
