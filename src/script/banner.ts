import type { Hearth } from '../client/hearth.js'
import type { BannerStrings, QuestionStrings } from '../elements/strings/strings.js'

export interface BannerOptions {
  readonly aggregates: boolean
  readonly locale?: string | undefined
  readonly strings?: Partial<BannerStrings & QuestionStrings> | undefined
  readonly retentionDays?: number | undefined
  /** Address of the site's privacy notice. */
  readonly notice?: string | undefined
}

/** A site that takes the banner out again and again means it. */
const MOST_RETURNS = 5

/** Puts the banner on the page; it shows itself while nothing is decided. A press on `[data-hearth-choices]` brings it back. */
export function showBanner(page: Document, hearth: Hearth, { aggregates, locale, strings, retentionDays, notice }: BannerOptions): void {
  const banner = page.createElement('hearth-consent')
  banner.aggregates = aggregates
  banner.locale = locale
  banner.strings = strings
  banner.retentionDays = retentionDays
  banner.notice = notice
  banner.hearth = hearth
  let returns = 0
  // First in the document, so that it is the first stop of the keyboard without taking the focus; there again after a site has swapped its body.
  const place = (): void => {
    if (banner.isConnected || returns > MOST_RETURNS) return
    returns += 1
    page.body.prepend(banner)
    swaps.observe(page.body, { childList: true })
  }
  const swaps = new MutationObserver(place)
  swaps.observe(page.documentElement, { childList: true })
  place()
  page.addEventListener('click', (event) => {
    const pressed = event.composedPath().find((target) => target instanceof Element && target.matches('[data-hearth-choices]'))
    if (pressed === undefined) return
    event.preventDefault()
    banner.show()
  })
}
