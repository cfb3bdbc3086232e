// `dist/centre.js`: the privacy centre for a page with the script tag, which loads it where the page has one.
import { defineElement } from './define-element.js'
import { HearthPrivacyCentre } from './hearth-privacy-centre.js'

defineElement('hearth-privacy-centre', HearthPrivacyCentre)
