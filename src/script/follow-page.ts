import type { Item } from '../core/item.js'
import { startCapture, type Capture } from '../client/capture.js'
import { onPageViews } from '../client/capture/page-views.js'
import type { EngineState, Hearth } from '../client/hearth.js'
import { readPage, type PageContents } from '../client/item-detection/read-page.js'
import type { LaterSettings } from './later-settings.js'
import { shortRules } from './short-rules.js'
import { keepSlots } from './slots/slot-keeper.js'

/** Milliseconds of quiet after a change of the page before it is read again. */
const REREAD_MS = 200

/** Captures, ranks and reorders while there is consent: with each new state, and whenever the page changes. `found` is told what may be ranked of what is on the page. */
export function followPage(page: Document, hearth: Hearth, settings: LaterSettings & { readonly locale?: string | undefined }, found: (items: readonly Item[]) => void): void {
  const mode = settings.mode ?? 'reorder'
  const rules = shortRules(settings.rules)
  const read = (): PageContents => {
    const contents = readPage(page, mode, rules.exclude)
    found([...contents.items.flatMap(({ item, excluded }) => (excluded ? [] : [item])), ...(contents.own === undefined ? [] : [contents.own])])
    return contents
  }
  let contents = read()
  let capture: Capture | undefined
  let stopViews: (() => void) | undefined
  let waiting: ReturnType<typeof setTimeout> | undefined
  const observer = new MutationObserver(() => {
    clearTimeout(waiting)
    waiting = setTimeout(reread, REREAD_MS)
  })
  const slots = keepSlots({
    page,
    hearth,
    contents: () => contents,
    locale: settings.locale,
    strings: settings.strings?.recommendations,
    ...rules,
    // What Hearth moves itself is no change of the site's.
    moving: (move) => {
      move()
      observer.takeRecords()
    },
  })
  const refresh = (): void => {
    if (hearth.state.status === 'ready' || hearth.state.status === 'degraded') void slots.refresh()
  }
  const reread = (): void => {
    contents = read()
    capture?.show(contents)
    refresh()
  }
  const start = (): void => {
    capture = startCapture({ page, record: (input) => void hearth.record(input) })
    // The root, not the body: a site that swaps its body is the same page.
    observer.observe(page.documentElement, { childList: true, subtree: true })
    stopViews = onPageViews(page, () => {
      slots.beginView()
      reread()
    })
  }
  const stop = (): void => {
    observer.disconnect()
    clearTimeout(waiting)
    stopViews?.()
    capture?.stop()
    capture = undefined
    slots.restore()
  }
  hearth.subscribe((state: EngineState) => {
    if (state.status === 'loading') return
    if (state.status !== 'ready' && state.status !== 'degraded') stop()
    else if (capture === undefined) start()
    else refresh()
  })
}
