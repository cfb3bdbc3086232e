import { en, type CentreStrings } from './en.js'

/** A language of the privacy centre: its tag, the way it is written, and its texts. */
export interface CentreLanguage {
  readonly tag: string
  readonly dir: 'ltr' | 'rtl'
  readonly text: CentreStrings
}

/** The languages besides English. Each is a file of its own, fetched where it is spoken and nowhere else. */
export type CentreTag = 'de' | 'fr' | 'es' | 'ar'

const TAGS: readonly CentreTag[] = ['de', 'fr', 'es', 'ar']

/** Fetches the texts of one language; undefined where its file does not come. */
export type LoadTexts = (tag: CentreTag) => Promise<CentreStrings | undefined>

export const inEnglish: CentreLanguage = { tag: 'en', dir: 'ltr', text: en }

/** The language of a BCP 47 tag by its first part (`de-AT` is German); English where we have none of it, or its file does not come. */
export async function centreLanguage(locale: string, load: LoadTexts): Promise<CentreLanguage> {
  const tag = TAGS.find((one) => one === locale.toLowerCase().split(/[-_]/)[0])
  const text = tag === undefined ? undefined : await load(tag)
  return tag === undefined || text === undefined ? inEnglish : { tag, dir: tag === 'ar' ? 'rtl' : 'ltr', text }
}
