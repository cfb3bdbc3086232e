import { defineElement } from './define-element.js'
import { HearthPrivacyCentre } from './hearth-privacy-centre.js'
import { defineTagElements } from './tag-elements.js'

declare global {
  interface HTMLElementTagNameMap {
    'hearth-privacy-centre': HearthPrivacyCentre
  }
}

/** Registers every element of Hearth. Does nothing where there is no page. */
export function defineElements(): void {
  if (typeof customElements === 'undefined') return
  defineTagElements()
  defineElement('hearth-privacy-centre', HearthPrivacyCentre)
}
