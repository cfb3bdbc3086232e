import { defineTagElements } from '../elements/tag-elements.js'
import { startTag } from './start-tag.js'
import type { PublicHearth } from './public-hearth.js'

declare global {
  interface Window {
    /** An array of calls until the script has loaded, the engine from then on. */
    hearth?: PublicHearth | unknown[]
  }
}

/** Runs when the document can be read; what fails here stays here: the page keeps its own order. */
function start(): void {
  try {
    if (window.hearth !== undefined && !Array.isArray(window.hearth)) return
    defineTagElements()
    window.hearth = startTag(document, window.hearth ?? [])
  } catch {
    // The host page must not notice: without Hearth it is as it was.
  }
}

start()
