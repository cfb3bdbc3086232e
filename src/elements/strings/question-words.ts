import { inLanguage } from './in-language.js'
import type { QuestionStrings } from './strings.js'

/** Texts of the second question by language. They are apart from the banner's, since only those who allowed the first are asked it. */
const WORDS: Readonly<Record<string, QuestionStrings>> & { readonly en: QuestionStrings } = {
  en: {
    aggregates: 'A separate question: may this browser answer one published question a month? The answer is randomised before it leaves, or cut in two for two parties, neither of which can read it alone.',
    aggregatesLabel: 'Answer published questions',
  },
  de: {
    aggregates: 'Eine getrennte Frage: Darf dieser Browser im Monat eine veröffentlichte Frage beantworten? Die Antwort wird vor dem Senden zufällig verfälscht oder für zwei Stellen zerteilt, von denen keine sie allein lesen kann.',
    aggregatesLabel: 'Veröffentlichte Fragen beantworten',
  },
  fr: {
    aggregates: 'Une question à part : ce navigateur peut-il répondre une fois par mois à une question publiée ? La réponse est rendue aléatoire avant son envoi, ou partagée entre deux organismes dont aucun ne peut la lire seul.',
    aggregatesLabel: 'Répondre aux questions publiées',
  },
  es: {
    aggregates: 'Una pregunta aparte: ¿puede este navegador responder una vez al mes a una pregunta publicada? La respuesta se hace aleatoria antes de salir, o se parte en dos para dos entidades, ninguna de las cuales puede leerla sola.',
    aggregatesLabel: 'Responder a preguntas publicadas',
  },
  ar: {
    aggregates: 'سؤال منفصل: هل يجيب هذا المتصفح مرة في الشهر عن سؤال منشور؟ تُجعل الإجابة عشوائية قبل إرسالها، أو تُقسم بين جهتين لا تستطيع أي منهما قراءتها وحدها.',
    aggregatesLabel: 'الإجابة عن الأسئلة المنشورة',
  },
}

/** The texts in the language of a BCP 47 tag; English where we have none of it. */
export const questionWords = (locale: string | undefined): QuestionStrings => inLanguage(WORDS, locale)[1]
