/** What a text is written in: an ISO 639-1 language, a script whose languages are not told apart, or one that is only seen not to be English; undefined where nothing speaks for one. */
export type Language = 'en' | 'de' | 'fr' | 'es' | 'it' | 'pt' | 'nl' | 'pl' | 'sv' | 'tr' | 'Cyrillic' | 'Arabic' | 'Hebrew' | 'Greek' | 'Han' | 'Kana' | 'Hangul' | 'Devanagari' | 'Thai' | 'another'

/** Small words that texts cannot do without; those that several languages have speak for each of them. */
const WORDS: readonly (readonly [Language, string])[] = [
  ['en', 'the of and to in a an is are was were that this these with for from by how what why who when where which you your it its be been has have had will would can on at as not no but or if so do does did after before over into about out up down off than then there their they them he she his her him we our us my me i all any some more most new one two just'],
  ['de', 'der die das den dem des ein eine einen einem einer eines und oder aber ist sind war waren wird werden wurde nicht kein keine mit für von vom zu zum zur im am auf an aus bei nach vor über unter durch gegen ohne um als auch noch nur schon in wie wenn weil dass sich man sie er es wir ihr ich sein ihre seine diese dieser dieses mehr zwischen'],
  ['fr', 'le la les l un une des du de et ou mais est sont était été être a ont au aux dans sur sous pour par avec sans plus moins pas ne que qui quoi ce cet cette ces son sa ses leur leurs il elle ils elles nous vous on se y en si comme entre chez depuis tout tous toute très fait d'],
  ['es', 'el la los las un una unos unas de del al y e o u pero es son era fue ser está están en con sin por para sobre entre hasta desde que quien como cuando donde se su sus lo le les más menos muy no sí ya este esta estos estas ese eso hay todo todos cómo qué también puede'],
  ['it', 'il lo la gli le un una uno di del della dei delle dello degli da dal dalla al alla ai alle in nel nella nei nelle su sul sulla con per tra fra e ed o ma è sono era essere che chi come quando dove si non più meno anche se suo sua suoi questo questa questi queste quello tutti tutto può ha hanno'],
  ['pt', 'o a os as um uma uns umas de do da dos das ao aos à às no na nos nas em com sem por para pelo pela pelos sobre entre até desde e ou mas é são era foi ser está que quem como quando onde se seu sua seus suas mais menos muito não já este esta isso também pode há'],
  ['nl', 'de het een en of maar is zijn was waren wordt worden werd van in op aan met voor door bij naar uit over om tot tegen zonder tussen als dan dat die deze dit er hij zij ze we wij je ik niet geen ook nog wel meer naar hoe wat wie waar hun haar te'],
  ['pl', 'i w na z ze do od dla o po za pod nad przez przy się nie tak jak jest są był była było być to ten ta te tego tej tym co kto który która które czy ale lub oraz że już tylko bardzo więcej jego jej ich'],
  ['sv', 'och att det den de en ett som i på av för med till från om är var har hade inte men eller än sig sin sitt sina han hon vi ni jag man kan ska skulle vid efter under mellan mot utan hur vad när där också mer alla'],
  ['tr', 've veya ile bir bu şu o da de ki mi mı için gibi kadar daha en çok olarak olan oldu değil ne nasıl neden var yok sonra önce ama her ise göre kendi'],
]

/** Letters that a language cannot do without either: one of them speaks like a small word. */
const LETTERS: readonly (readonly [Language, RegExp])[] = [
  ['de', /[äöüß]/u],
  ['fr', /[çèêàùœîâë]/u],
  ['es', /[ñ¿¡]/u],
  ['it', /[èìòù]/u],
  ['pt', /[ãõç]/u],
  ['pl', /[łąęśżźćń]/u],
  ['sv', /[åäö]/u],
  ['tr', /[ğşı]/u],
]

const SCRIPTS: readonly (readonly [Language, RegExp])[] = [
  ['Kana', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['Hangul', /\p{Script=Hangul}/gu],
  ['Han', /\p{Script=Han}/gu],
  ['Cyrillic', /\p{Script=Cyrillic}/gu],
  ['Arabic', /\p{Script=Arabic}/gu],
  ['Hebrew', /\p{Script=Hebrew}/gu],
  ['Greek', /\p{Script=Greek}/gu],
  ['Devanagari', /\p{Script=Devanagari}/gu],
  ['Thai', /\p{Script=Thai}/gu],
]

/** Letters of every other script; those that several have, as of mathematics, speak for none. */
const OTHER_LETTERS = /[^\P{L}\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/gu

const languagesOf = new Map<string, readonly Language[]>()
for (const [language, words] of WORDS) for (const word of words.split(' ')) languagesOf.set(word, [...(languagesOf.get(word) ?? []), language])

/** A script speaks for itself from this share of the letters on; in Japanese the kana do, beside many Han. */
const LEAST_SHARE = 0.3

/** So many small words of one language more than of any other are no accident. */
const LEAST_LEAD = 2

/** So many words with marks, and a fifth of all, where no word but such as "a" and "to" is English: Czech, Hungarian or Vietnamese, but not somebody's name. */
const LEAST_MARKED = { words: 3, share: 0.2, of: 4 } as const

/** Letters past the Latin, Greek first: most texts have none, and need not be held to each script. */
const PAST_LATIN = /[\u0370-\u1fff\u2c00-\uffff]/
/** Latin letters with a mark, those of Vietnamese among them. */
const MARKED = /[\u00a1-\u024f\u1e00-\u1eff]/

/** A guess, and none rather than a wrong one: titles are short, and names travel. */
export function guessLanguage(text: string): Language | undefined {
  return (PAST_LATIN.test(text) ? scriptOf(text) : undefined) ?? byWords(text.toLowerCase())
}

function scriptOf(text: string): Language | undefined {
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  if (letters === 0) return undefined
  const share = (script: RegExp): number => (text.match(script)?.length ?? 0) / letters
  return SCRIPTS.find(([, script]) => share(script) >= LEAST_SHARE)?.[0] ?? (share(OTHER_LETTERS) >= LEAST_SHARE ? 'another' : undefined)
}

function byWords(text: string): Language | undefined {
  const votes = new Map<Language, number>()
  const vote = (language: Language): void => void votes.set(language, (votes.get(language) ?? 0) + 1)
  // Each word once: that a title has two "in" makes it no more Dutch.
  const words = new Set(text.match(/\p{L}+/gu))
  for (const word of words) for (const language of languagesOf.get(word) ?? []) vote(language)
  const hasMarks = MARKED.test(text)
  if (hasMarks) for (const [language, letters] of LETTERS) if (letters.test(text)) vote(language)
  const [best, second] = [...votes].sort((x, y) => y[1] - x[1])
  if (best !== undefined && best[1] - (second?.[1] ?? 0) >= LEAST_LEAD) return best[0]
  return hasMarks && isMarkedThroughout([...words]) ? 'another' : undefined
}

function isMarkedThroughout(words: readonly string[]): boolean {
  if (words.length < LEAST_MARKED.of || words.some((word) => word.length > 2 && languagesOf.get(word)?.includes('en') === true)) return false
  return words.filter((word) => MARKED.test(word)).length >= Math.max(LEAST_MARKED.words, LEAST_MARKED.share * words.length)
}

/** The shipped models were made from English: a text that is plainly in another language gets no vector from them, only its words and category. */
export function isForeignToShipped(text: string): boolean {
  const language = guessLanguage(text)
  return language !== undefined && language !== 'en'
}

/** Texts of a site that are looked at to tell what it is written in, evenly spaced; and how many must be told, also as a share of them: of a shop whose titles are names, a few "Las Vegas" say nothing. */
const SAMPLE = { most: 400, least: 3, share: 0.05 } as const

/**
 * Judges the texts of one site. Many a title is too short to be told by itself: where the most that can be told are in
 * other languages than English, at least two to one, the others are taken to be so too.
 */
export function foreignOn(texts: readonly string[]): (text: string) => boolean {
  const step = Math.max(1, Math.ceil(texts.length / SAMPLE.most))
  const sample = texts.filter((_, at) => at % step === 0)
  const { en = 0, ...others } = countLanguages(sample)
  const foreign = Object.values(others).reduce((sum, count) => sum + count, 0)
  const mostly = foreign >= Math.max(SAMPLE.least, SAMPLE.share * sample.length) && foreign > 2 * en
  return (text) => {
    const language = guessLanguage(text)
    return language === undefined ? mostly : language !== 'en'
  }
}

/** How many of the texts are plainly in each language. */
export function countLanguages(texts: readonly string[]): Readonly<Partial<Record<Language, number>>> {
  const counts: Partial<Record<Language, number>> = {}
  for (const text of texts) {
    const language = guessLanguage(text)
    if (language !== undefined) counts[language] = (counts[language] ?? 0) + 1
  }
  return counts
}

/** The languages of at least this share of the texts whose language can be told; none where none can. */
export function languagesIn(texts: readonly string[], leastShare: number): readonly Language[] {
  const counts = new Map<Language, number>()
  for (const language of texts.map(guessLanguage)) if (language !== undefined) counts.set(language, (counts.get(language) ?? 0) + 1)
  const told = [...counts.values()].reduce((sum, count) => sum + count, 0)
  return [...counts].filter(([, count]) => count >= leastShare * told).map(([language]) => language)
}

/** Whether a word, in lower case, is one of those that texts in a language cannot do without. */
export function isSmallWord(word: string, language: Language): boolean {
  return languagesOf.get(word)?.includes(language) === true
}
