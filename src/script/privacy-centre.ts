import type { Hearth } from '../client/hearth.js'
import { ENGINE_WANTED } from '../elements/hearth-element.js'
import { loadPinned, type PinnedDep } from './pinned-file.js'

const CENTRE = 'hearth-privacy-centre'

/** What a centre is given by the tag. */
export interface CentreSettings {
  readonly hearth: Hearth
  /** Whether the site asks published questions. */
  readonly aggregates: boolean
  readonly locale?: string | undefined
  readonly strings?: Readonly<Record<string, string>> | undefined
}

/**
 * Gives the privacy centres of a page this engine, and the tag's language and words. Their code is no part of the tag: it
 * is loaded from Hearth's own folder once a page has such an element, and never on the others.
 */
export function servePrivacyCentres(given: CentreSettings, files: PinnedDep): void {
  const { page } = files
  const settle = (centre: Element): void => {
    // What the site has set on the element itself stands.
    for (const [name, value] of Object.entries(given)) if (value !== undefined && Reflect.get(centre, name) === undefined) Reflect.set(centre, name, value)
  }
  page.addEventListener(ENGINE_WANTED, ({ target }) => {
    if (target instanceof HTMLElement && target.localName === CENTRE) settle(target)
  })
  const load = (): void => {
    const waiting = page.querySelector(CENTRE)
    if (waiting === null) return
    additions.disconnect()
    if (customElements.get(CENTRE) === undefined) void loadPinned('centre.js', files)
    else for (const centre of page.querySelectorAll(CENTRE)) settle(centre)
  }
  const additions = new MutationObserver(load)
  additions.observe(page.documentElement, { childList: true, subtree: true })
  load()
}
