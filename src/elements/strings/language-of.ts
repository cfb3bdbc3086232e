import { ar } from './ar.js'
import { de } from './de.js'
import { en } from './en.js'
import { es } from './es.js'
import { fr } from './fr.js'
import { inLanguage } from './in-language.js'
import type { Language } from './strings.js'

/** A language with the tag that an element's `lang` takes. */
export interface Spoken extends Language {
  readonly tag: string
}

/** The language of a BCP 47 tag; English where we have none of it. */
export function languageOf(locale: string | undefined): Spoken {
  const [tag, language] = inLanguage({ en, de, fr, es, ar }, locale)
  return { tag, ...language }
}
