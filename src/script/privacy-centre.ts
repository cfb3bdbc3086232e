import type { Hearth } from '../client/hearth.js'
import { ENGINE_WANTED } from '../elements/hearth-element.js'
import { loadPinned, type PinnedDep } from './pinned-file.js'

const CENTRE = 'hearth-privacy-centre'

/**
 * Gives the privacy centres of a page this engine. Their code is no part of the tag: it is loaded from Hearth's own
 * folder once a page has such an element, and never on the others.
 */
export function servePrivacyCentres(hearth: Hearth, files: PinnedDep): void {
  const { page } = files
  page.addEventListener(ENGINE_WANTED, ({ target }) => {
    if (target instanceof HTMLElement && target.localName === CENTRE) Object.assign(target, { hearth })
  })
  const load = (): void => {
    const waiting = page.querySelector(CENTRE)
    if (waiting === null) return
    additions.disconnect()
    if (customElements.get(CENTRE) === undefined) void loadPinned('centre.js', files)
    else for (const centre of page.querySelectorAll(CENTRE)) Object.assign(centre, { hearth })
  }
  const additions = new MutationObserver(load)
  additions.observe(page.documentElement, { childList: true, subtree: true })
  load()
}
