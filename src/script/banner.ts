import type { Hearth } from '../client/hearth.js'

/** Puts the banner on the page; it shows itself while nothing is decided. A press on `[data-hearth-choices]` brings it back. */
export function showBanner(page: Document, hearth: Hearth, { aggregates }: { readonly aggregates: boolean }): void {
  const banner = page.createElement('hearth-consent')
  banner.aggregates = aggregates
  banner.hearth = hearth
  // First in the document, so that it is the first stop of the keyboard without taking the focus.
  page.body.prepend(banner)
  page.addEventListener('click', (event) => {
    const pressed = event.target instanceof Element ? event.target.closest('[data-hearth-choices]') : null
    if (pressed === null) return
    event.preventDefault()
    banner.show()
  })
}
