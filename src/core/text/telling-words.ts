import { isSmallWord, type Language, languagesIn } from './language.js'

/** Limits of what is worth quoting from a text. */
const TELLING = {
  /** A word in more than this share of the texts says nothing of one of them. */
  mostShare: 0.25,
  /** Share of the texts whose language could be told from which on a language is one of the catalog's. */
  leastLanguage: 0.05,
} as const

/** English words beside the stop words that tell hardly more of a subject: where, when, how much, how good, and what everybody does. */
const PLAIN: ReadonlySet<string> = new Set(
  `ahead amid around aside away back behind below beneath beside beyond down inside near nearby outside past round together toward towards underneath upon via within without
  ago already always currently day days daily early earlier ever finally former future hour hours last lately late later latest long minute minutes moment month months monday never next night now often once past recent recently
  saturday second seconds since someday sometimes soon still sunday thursday friday today tomorrow tonight tuesday wednesday week weekly weekend weeks year yearly years yesterday yet time times
  almost another anybody anyone anything apart bit both each either enough entire every everybody everyone everything exactly few fewer first second third half hardly instead known large largest least less little lot lots main many maybe
  million more most much nearly nobody none nothing one ones only other others part perhaps quite rather several single small smaller so some somebody someone something such third total two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety dozen dozens hundred hundreds thousand thousands too twice various very whole
  able alone available bad best better big bigger biggest clear different easy full good great greatest happy hard high higher highest huge important just like likely little low lower major new newest nice old older oldest open own perfect possible
  ready real really right same short similar special sure top true usual well wrong young
  add added ask asked asks became become becomes began begin begins bring brings came change changed changes come comes coming could did does doing done end ends expected face faces feel feels find finds follow following found gave get gets getting give given gives go goes going gone got happen happened happens
  help helps hit hits hold holds keep keeps kept knew know knows leave leaves left let lets look looking looks lose made make makes making may mean means meet might move moves must need needs offer offers put puts reach read reads run running runs said saw say says see seen sees seem seems send
  set sets show showed showing shown shows start started starts stay stays stop stops take taken takes taking tell tells thing things think thinks thought told took tried tries try trying turn turned turns use used uses using want wanted wants way ways went work works would
  according against also although among announces because despite else even far however including later per plus shall should than though through thus unless until versus vs whether while yes
  call called calls case check click details everything fact favorite favourite guide here ideas inside kind learn list live name named news number people person place places point reason reasons reveals story tips update updates video watch won`.split(/\s+/),
)

/** Tells which words of a catalog are worth quoting: those that say what a text is about. `texts` are some of the catalog's. */
export function createTellingWords(texts: readonly string[], shareOf: (word: string) => number): (word: string) => boolean {
  let languages: readonly Language[] | undefined
  return (word) => {
    if (!/\p{L}/u.test(word) || word.length < 2 || shareOf(word) > TELLING.mostShare) return false
    languages ??= languagesIn(texts, TELLING.leastLanguage)
    if (PLAIN.has(word) && (languages.length === 0 || languages.includes('en'))) return false
    return !languages.some((language) => isSmallWord(word, language))
  }
}
