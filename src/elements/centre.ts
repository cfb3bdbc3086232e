// `dist/centre.js`: the privacy centre for a page with the script tag, which loads it where the page has one.
import { defineElements } from './define-elements.js'

defineElements()
