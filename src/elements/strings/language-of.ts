import { ar } from './ar.js'
import { de } from './de.js'
import { en } from './en.js'
import { es } from './es.js'
import { fr } from './fr.js'
import type { Language } from './strings.js'

const LANGUAGES: ReadonlyMap<string, Language> = new Map(Object.entries({ en, de, fr, es, ar }))

/** A language with the tag that an element's `lang` takes. */
export interface Spoken extends Language {
  readonly tag: string
}

/** The language of a BCP 47 tag by its first part (`de-AT` is German); English where we have none of it. */
export function languageOf(locale: string | undefined): Spoken {
  const tag = locale?.toLowerCase().split(/[-_]/)[0] ?? ''
  const found = LANGUAGES.get(tag)
  return found === undefined ? { tag: 'en', ...en } : { tag, ...found }
}
