import type { CentreTag, LoadTexts } from './centre-language.js'
import type { CentreStrings } from './en.js'

const FILES: Readonly<Record<CentreTag, () => Promise<CentreStrings>>> = {
  de: async () => (await import('./de.js')).de,
  fr: async () => (await import('./fr.js')).fr,
  es: async () => (await import('./es.js')).es,
  ar: async () => (await import('./ar.js')).ar,
}

/** For a page that imports the elements: each language is a piece that the module, or the site's bundler, fetches when it is spoken. */
export const importTexts: LoadTexts = (tag) => FILES[tag]().catch(() => undefined)
