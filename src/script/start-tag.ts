import { startCapture, type Capture } from '../client/capture.js'
import { onPageViews } from '../client/capture/page-views.js'
import { createHearth } from '../client/create-hearth.js'
import type { EngineState, Hearth, RecordInput } from '../client/hearth.js'
import { readPage } from '../client/item-detection/read-page.js'
import { showBanner } from './banner.js'
import { servePrivacyCentres } from './privacy-centre.js'
import { answerCall, publicHearth, type PublicHearth } from './public-hearth.js'
import { engineOptions, readSettings, type Settings } from './settings.js'
import { shortRules } from './short-rules.js'
import { keepSlots } from './slots/slot-keeper.js'

/** Milliseconds of quiet after a change of the page before it is read again. */
const REREAD_MS = 200

/** Starts Hearth on a page that is there to its end, as its tag asks. Without consent it shows the banner and does nothing else. `queue` is what the one-line stub collected. */
export function startTag(page: Document, tag: HTMLScriptElement | undefined, queue: readonly unknown[]): PublicHearth {
  const configured = queue.flatMap((call) => (Array.isArray(call) && call[0] === 'configure' && call[1] instanceof Object ? [call[1]] : []))
  const settings = readSettings(page, tag, configured)
  const engine = engineOptions(settings, tag)
  const hearth = createHearth(engine)
  for (const call of queue) void answerCall(hearth, call)
  const refresh = followPage(page, hearth, settings)
  if ((settings.consent ?? 'banner') === 'banner') showBanner(page, hearth, { aggregates: settings.collector !== undefined, locale: settings.locale, strings: settings.strings?.banner })
  servePrivacyCentres(page, hearth, engine.assets ?? page.baseURI)
  return publicHearth({ hearth, inspect: settings.inspect === true, changed: refresh })
}

/** Captures, ranks and reorders while there is consent; answers a function that ranks again. */
function followPage(page: Document, hearth: Hearth, settings: Settings): () => void {
  const mode = settings.mode ?? 'reorder'
  let contents = readPage(page, mode)
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
    ...shortRules(settings.rules),
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
    contents = readPage(page, mode)
    capture?.show(contents)
    refresh()
  }
  const record = async (input: RecordInput): Promise<void> => {
    const answer = await hearth.record(input)
    // The sight of a teaser changes no ranking; everything else may.
    if (answer.status === 'ok' && !(input.kind === 'view' && input.slot !== undefined)) refresh()
  }
  const start = (): void => {
    capture = startCapture({ page, record: (input) => void record(input) })
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
  return refresh
}
