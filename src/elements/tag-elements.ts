import { defineElement } from './define-element.js'
import { HearthConsent } from './hearth-consent.js'
import { HearthRecommendations } from './hearth-recommendations.js'

declare global {
  interface HTMLElementTagNameMap {
    'hearth-consent': HearthConsent
    'hearth-recommendations': HearthRecommendations
  }
}

/** Registers the elements that the script tag carries. */
export function defineTagElements(): void {
  defineElement('hearth-consent', HearthConsent)
  defineElement('hearth-recommendations', HearthRecommendations)
}
