import { createHearth } from '../client/create-hearth.js'
import type { LoadEngine } from '../client/follow-decision.js'
import { pageSettings } from '../client/page-settings.js'
import { showBanner } from './banner.js'
import { loadPinned, type PinnedDep } from './pinned-file.js'
import { servePrivacyCentres } from './privacy-centre.js'
import { answerCall, publicHearth, type PublicHearth } from './public-hearth.js'
import { engineOptions, readSettings } from './settings.js'

/** Starts Hearth on a page that is there to its end, as its tag asks. Without consent it shows the banner and does nothing else. `queue` is what the one-line stub collected. */
export function startTag(page: Document, tag: HTMLScriptElement | undefined, queue: readonly unknown[]): PublicHearth {
  const configured = queue.flatMap((call) => (Array.isArray(call) && call[0] === 'configure' && call[1] instanceof Object ? [call[1]] : []))
  const settings = readSettings(page, tag, configured)
  const options = engineOptions(settings, tag)
  const files: PinnedDep = { page, folder: pageSettings(options).assets, nonce: tag?.nonce ?? '' }

  const load: LoadEngine = async () => {
    const file = await loadPinned('engine.js', files)
    if (file.status !== 'ok') return file
    if (file.delivered === undefined) return { status: 'unavailable', code: 'script-failed', message: 'engine.js ran and left nothing.' }
    file.delivered.followPage(page, hearth, settings)
    return { status: 'ok', createEngine: file.delivered.createEngine }
  }

  const hearth = createHearth(options, load)
  for (const call of queue) void answerCall(hearth, call)
  if ((settings.consent ?? 'banner') === 'banner') showBanner(page, hearth, { aggregates: settings.collector !== undefined, locale: settings.locale, strings: settings.strings?.banner, retentionDays: settings.retentionDays, notice: settings.notice })
  servePrivacyCentres({ hearth, locale: settings.locale, strings: settings.strings?.centre }, files)
  return publicHearth(hearth, settings.inspect === true)
}
