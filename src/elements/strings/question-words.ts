import { inLanguage } from './in-language.js'
import type { QuestionStrings } from './strings.js'

/** Texts of the second question by language. They are apart from the banner's, since only those who allowed the first are asked it. */
const WORDS: Readonly<Record<string, QuestionStrings>> & { readonly en: QuestionStrings } = {
  en: {
    aggregates: 'A separate question: may this browser answer one published question a month with an answer that is randomised before it leaves?',
    aggregatesLabel: 'Answer published questions',
  },
  de: {
    aggregates: 'Eine getrennte Frage: Darf dieser Browser im Monat eine veröffentlichte Frage beantworten, wobei die Antwort vor dem Senden zufällig verfälscht wird?',
    aggregatesLabel: 'Veröffentlichte Fragen beantworten',
  },
  fr: {
    aggregates: 'Une question à part : ce navigateur peut-il répondre une fois par mois à une question publiée, par une réponse rendue aléatoire avant son envoi ?',
    aggregatesLabel: 'Répondre aux questions publiées',
  },
  es: {
    aggregates: 'Una pregunta aparte: ¿puede este navegador responder una vez al mes a una pregunta publicada, con una respuesta que se hace aleatoria antes de salir?',
    aggregatesLabel: 'Responder a preguntas publicadas',
  },
  ar: {
    aggregates: 'سؤال منفصل: هل يجيب هذا المتصفح مرة في الشهر عن سؤال منشور بإجابة تُجعل عشوائية قبل إرسالها؟',
    aggregatesLabel: 'الإجابة عن الأسئلة المنشورة',
  },
}

/** The texts in the language of a BCP 47 tag; English where we have none of it. */
export const questionWords = (locale: string | undefined): QuestionStrings => inLanguage(WORDS, locale)[1]
