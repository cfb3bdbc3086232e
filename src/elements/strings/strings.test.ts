import { describe, expect, it } from 'vitest'
import { noticeName } from '../notice-name.js'
import { centreLanguage, inEnglish } from './centre/centre-language.js'
import { importTexts } from './centre/import-texts.js'
import { en } from './en.js'
import { inOwnWords } from './in-own-words.js'
import { languageOf } from './language-of.js'
import { questionWords } from './question-words.js'
import { recommendationWords } from './recommendation-words.js'

const LANGUAGES = ['de', 'fr', 'es', 'ar'] as const
const blanks = (text: string): readonly string[] => (text.match(/\{\w+\}/g) ?? []).sort()

/** Words that are the same in two languages, or a pattern without words. */
const SAME = new Set(['unreviewed', 'count', 'receiptText', 'pause', 'export', 'import'])

describe('the privacy centre in another language', () => {
  it.each(LANGUAGES)('%s says everything in its own words, with the same blanks, and that nobody has reviewed it yet', async (tag) => {
    const { text, dir, tag: spoken } = await centreLanguage(`${tag}-XX`, importTexts)
    expect(spoken).toBe(tag)
    expect(dir).toBe(tag === 'ar' ? 'rtl' : 'ltr')
    expect(text.unreviewed).not.toBe('')
    expect(Object.keys(text).sort()).toEqual(Object.keys(inEnglish.text).sort())
    for (const [name, english] of Object.entries(inEnglish.text)) {
      const theirs = Object.entries(text).find(([one]) => one === name)?.[1] ?? ''
      expect(blanks(theirs), name).toEqual(blanks(english))
      if (!SAME.has(name)) expect(theirs, name).not.toBe(english)
      expect(theirs.trim(), name).not.toBe('')
    }
  })

  it('is English where there is none of it', async () => {
    for (const tag of ['', 'en-GB', 'nl', 'constructor']) expect(await centreLanguage(tag, importTexts)).toBe(inEnglish)
  })
})

describe('the banner in another language', () => {
  it.each(LANGUAGES)('%s has the same blanks, and says that nobody has reviewed it yet', (tag) => {
    const language = languageOf(tag)
    expect(language.unreviewed).toBeTruthy()
    for (const [name, english] of Object.entries({ ...en.banner, ...recommendationWords('en').words, ...questionWords('en') })) {
      const theirs = { ...language.banner, ...recommendationWords(tag).words, ...questionWords(tag) }
      expect(blanks(String(Reflect.get(theirs, name))), name).toEqual(blanks(String(english)))
    }
  })

  it('is the site’s own only where every text is', () => {
    expect(inOwnWords(en.banner, undefined)).toBe(false)
    expect(inOwnWords(en.banner, { title: 'Ours' })).toBe(false)
    expect(inOwnWords(en.banner, { ...en.banner })).toBe(true)
  })
})

describe('the name of a notice', () => {
  it('changes with any word, and says surface and language', () => {
    const name = noticeName('banner', 'en', ['May we?', 'For 90 days.'])
    expect(name).toMatch(/^banner en [0-9a-f]{8}$/)
    expect(noticeName('banner', 'en', ['May we?', 'For 90 days.'])).toBe(name)
    for (const words of [['May we?', 'For 30 days.'], ['May we?For 90 days.'], ['For 90 days.', 'May we?'], ['May we? ', 'For 90 days.']]) expect(noticeName('banner', 'en', words)).not.toBe(name)
  })
})
