import { defineElement } from './define-element.js'
import { HearthConsent } from './hearth-consent.js'
import { HearthPrivacyCentre } from './hearth-privacy-centre.js'
import { HearthQuestion } from './hearth-question.js'
import { HearthRecommendations } from './hearth-recommendations.js'
import { importTexts } from './strings/centre/import-texts.js'

/** Registers every element of Hearth. Does nothing where there is no page. */
export function defineElements(): void {
  if (typeof customElements === 'undefined') return
  HearthPrivacyCentre.texts = importTexts
  defineElement('hearth-consent', HearthConsent)
  defineElement('hearth-question', HearthQuestion)
  defineElement('hearth-recommendations', HearthRecommendations)
  defineElement('hearth-privacy-centre', HearthPrivacyCentre)
}
