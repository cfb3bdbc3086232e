import type { Hearth } from '../client/hearth.js'
import { scriptUrl } from '../client/script-url.js'
import { ENGINE_WANTED } from '../elements/hearth-element.js'

const CENTRE = 'hearth-privacy-centre'

/**
 * Gives the privacy centres of a page this engine. Their code is no part of the tag: it is loaded from Hearth's own
 * folder once a page has such an element, and never on the others.
 */
export function servePrivacyCentres(page: Document, hearth: Hearth, folder: string): void {
  page.addEventListener(ENGINE_WANTED, ({ target }) => {
    if (target instanceof HTMLElement && target.localName === CENTRE) Object.assign(target, { hearth })
  })
  const load = (): void => {
    const waiting = page.querySelector(CENTRE)
    if (waiting === null) return
    additions.disconnect()
    if (customElements.get(CENTRE) !== undefined) {
      for (const centre of page.querySelectorAll(CENTRE)) Object.assign(centre, { hearth })
      return
    }
    const script = page.createElement('script')
    script.type = 'module'
    script.src = scriptUrl(new URL('centre.js', folder).href)
    page.head.append(script)
  }
  const additions = new MutationObserver(load)
  additions.observe(page.documentElement, { childList: true, subtree: true })
  load()
}
