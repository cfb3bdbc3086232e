import { defineElement } from '../elements/define-element.js'
import { HearthConsent } from '../elements/hearth-consent.js'
import { ownTag } from './settings.js'
import { startTag } from './start-tag.js'
import type { PublicHearth } from './public-hearth.js'

declare global {
  interface Window {
    /** An array of calls until the page has been read to its end, the engine from then on. */
    hearth?: PublicHearth | (unknown[] & { ready?: Promise<PublicHearth> })
  }
}

/** Runs when the document can be read to its end, the block of settings included; what fails here stays here: the page keeps its own order. */
function start(): void {
  // An element of that id, or a frame of that name, is no engine and no queue: those are only inherited.
  const before = Object.hasOwn(window, 'hearth') ? window.hearth : undefined
  if (before !== undefined && (!Array.isArray(before) || before.ready !== undefined)) return
  const queue: unknown[] & { ready?: Promise<PublicHearth> } = before ?? []
  window.hearth = queue
  // Only now does a classic script know its own element.
  const tag = ownTag(document)
  queue.ready = new Promise((resolve) => {
    const begin = (): void => {
      try {
        defineElement('hearth-consent', HearthConsent)
        const hearth = startTag(document, tag, queue)
        window.hearth = hearth
        resolve(hearth.ready)
      } catch {
        // The host page must not notice: without Hearth it is as it was.
      }
    }
    if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', begin, { once: true })
    else begin()
  })
}

try {
  start()
} catch {
  // A page that has replaced what the language promises keeps its own order, and hears nothing of it.
}
