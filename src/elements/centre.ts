// `dist/centre.js`: the privacy centre for a page with the script tag, which loads it where the page has one.
import { loadScript } from '../client/load-script.js'
import { defineElement } from './define-element.js'
import { HearthPrivacyCentre } from './hearth-privacy-centre.js'
import type { CentreTag } from './strings/centre/centre-language.js'
import type { CentreStrings } from './strings/centre/en.js'

/** The value for `integrity` of each language's file; put in by the build. */
declare const PINNED: { readonly [Tag in CentreTag as `centre-${Tag}.js`]: string }

// Where this file is, and what it was trusted by: a language comes from the same place, in the same way.
const own = document.currentScript
const { src, nonce } = own instanceof HTMLScriptElement ? own : { src: document.baseURI, nonce: '' }

HearthPrivacyCentre.texts = async (tag) => {
  const name = `centre-${tag}.js` as const
  const file = await loadScript(document, new URL(name, src).href, { integrity: PINNED[name], nonce })
  // The hash says that it is the file of this build: a whole set of texts.
  return file.status === 'ok' ? (file.delivered as CentreStrings | undefined) : undefined
}

defineElement('hearth-privacy-centre', HearthPrivacyCentre)
