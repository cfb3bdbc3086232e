/** What a text is written in: an ISO 639-1 language, or a script whose languages are not told apart; undefined where nothing speaks for one. */
export type Language = 'en' | 'de' | 'fr' | 'es' | 'it' | 'pt' | 'nl' | 'pl' | 'sv' | 'tr' | 'Cyrillic' | 'Arabic' | 'Hebrew' | 'Greek' | 'Han' | 'Kana' | 'Hangul' | 'Devanagari' | 'Thai'

/** Small words that texts cannot do without and that few other languages have. */
const WORDS: readonly (readonly [Language, string])[] = [
  ['en', 'the of and to is are was were that this with for from by how what why who you your it its be has have will on at as not but after over into about'],
  ['de', 'der die das und ist nicht ein eine einen mit für von zu den dem des im auf sich wie auch wird sind nach bei über aus wenn noch war zum zur'],
  ['fr', 'le la les des et est une un dans pour pas que qui sur avec au aux du par plus ce cette sont il elle nous vous ne se mais été'],
  ['es', 'el la los las y es una un en para por que con no se del al su lo más como pero sus le ya o fue este son está'],
  ['it', 'il lo la gli le e è una un di che per con non del della dei nel sono si da come più anche alla dal ha questo'],
  ['pt', 'o a os as e é uma um em para por que com não se do da dos das no na ao mais como mas foi são pelo'],
  ['nl', 'de het een en van is niet in op te dat die voor met zijn aan er als naar ook bij door wordt maar om over uit'],
  ['pl', 'i w na się nie z do jest to że o jak po za od dla są przez tym który ale czy będzie'],
  ['sv', 'och att det en ett som på är av för med till den inte om har de i från var efter kan ska hur men'],
  ['tr', 've bir bu için ile da de ne olarak çok daha gibi olan en kadar sonra var değil'],
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

const languagesOf = new Map<string, readonly Language[]>()
for (const [language, words] of WORDS) for (const word of words.split(' ')) languagesOf.set(word, [...(languagesOf.get(word) ?? []), language])

/** A script speaks for itself from this share of the letters on; in Japanese the kana do, beside many Han. */
const LEAST_SHARE = 0.3

/** So many small words of one language more than of any other are no accident. */
const LEAST_LEAD = 2

/** A guess, and none rather than a wrong one: titles are short, and names travel. */
export function guessLanguage(text: string): Language | undefined {
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  if (letters === 0) return undefined
  for (const [language, script] of SCRIPTS) if ((text.match(script)?.length ?? 0) / letters >= LEAST_SHARE) return language
  const votes = new Map<Language, number>()
  for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? []) for (const language of languagesOf.get(word) ?? []) votes.set(language, (votes.get(language) ?? 0) + 1)
  const [best, second] = [...votes].sort((a, b) => b[1] - a[1])
  return best !== undefined && best[1] - (second?.[1] ?? 0) >= LEAST_LEAD ? best[0] : undefined
}

/** The shipped models were made from English: a text that is plainly in another language gets no vector from them, only its words and category. */
export function isForeignToShipped(text: string): boolean {
  const language = guessLanguage(text)
  return language !== undefined && language !== 'en'
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
