import { createHearth } from '../client/create-hearth.js'
import type { LoadEngine } from '../client/follow-decision.js'
import { pageSettings } from '../client/page-settings.js'
import { showBanner } from './banner.js'
import { loadPinned, type PinnedDep } from './pinned-file.js'
import { servePrivacyCentres } from './privacy-centre.js'
import { answerCall, publicHearth, type PublicHearth } from './public-hearth.js'
import { readSettings } from './read-settings.js'
import { SETTINGS, settingSources } from './settings.js'

/** Starts Hearth on a page that is there to its end, as its tag asks. Without consent it shows the banner and does nothing else. `queue` is what the one-line stub collected. */
export function startTag(page: Document, tag: HTMLScriptElement | undefined, queue: readonly unknown[]): PublicHearth {
  const sources = settingSources(page, tag, queue)
  const { inspect, notice, strings, ...said } = readSettings(sources, SETTINGS)
  // The folder of Hearth's own files is the tag's own unless said.
  const options = { ...(tag?.src ? { assets: new URL('.', tag.src).href } : {}), ...said }
  const files: PinnedDep = { page, folder: pageSettings(options).assets, nonce: tag?.nonce ?? '' }

  const load: LoadEngine = async () => {
    const file = await loadPinned('engine.js', files)
    if (file.status !== 'ok') return file
    if (file.delivered === undefined) return { status: 'unavailable', code: 'script-failed', message: 'engine.js ran and left nothing.' }
    const { serve } = file.delivered
    return { status: 'ok', createEngine: (dep) => serve(page, sources, dep) }
  }

  const hearth = createHearth(options, load)
  for (const call of queue) void answerCall(hearth, call)
  const { consent = 'banner', collector, locale, retentionDays } = said
  if (consent === 'banner') showBanner(page, hearth, { aggregates: collector !== undefined, locale, strings: strings?.banner, retentionDays, notice })
  servePrivacyCentres({ hearth, aggregates: collector !== undefined, locale, strings: strings?.centre }, files)
  return publicHearth(hearth, inspect === true)
}
