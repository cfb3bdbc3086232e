import { inLanguage } from './in-language.js'
import type { RecommendationStrings } from './strings.js'

/** Texts of the recommendations by language. They are apart from the banner's, since nobody sees them before consent. */
const WORDS: Readonly<Record<string, RecommendationStrings>> & { readonly en: RecommendationStrings } = {
  en: {
    title: 'For you',
    region: 'Recommended for you',
    why: 'Why this?',
    hide: 'Hide this',
    hidden: 'Hidden. You will see less like it.',
    about: ' about “{title}”',
  },
  de: {
    title: 'Für Sie',
    region: 'Für Sie empfohlen',
    why: 'Warum das?',
    hide: 'Ausblenden',
    hidden: 'Ausgeblendet. Sie sehen weniger davon.',
    about: ' zu „{title}“',
  },
  fr: {
    title: 'Pour vous',
    region: 'Recommandé pour vous',
    why: 'Pourquoi ?',
    hide: 'Masquer',
    hidden: 'Masqué. Vous en verrez moins.',
    about: ' : « {title} »',
  },
  es: {
    title: 'Para usted',
    region: 'Recomendado para usted',
    why: '¿Por qué?',
    hide: 'Ocultar',
    hidden: 'Oculto. Verá menos de esto.',
    about: ': «{title}»',
  },
  ar: {
    title: 'لك',
    region: 'موصى به لك',
    why: 'لماذا؟',
    hide: 'إخفاء',
    hidden: 'أُخفي. سترى أقل مما يشبهه.',
    about: ' عن «{title}»',
  },
}

/** The texts in the language of a BCP 47 tag, with the tag that `lang` takes; English where we have none of it. */
export const recommendationWords = (locale: string | undefined): { readonly tag: string; readonly words: RecommendationStrings } => {
  const [tag, words] = inLanguage(WORDS, locale)
  return { tag, words }
}
