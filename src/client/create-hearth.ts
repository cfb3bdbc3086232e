import type { Refusal } from '../core/answer.js'
import { eraseHistory, lookAgain, withHistoryAlone } from './erasure.js'
import { createEngine } from './engine.js'
import type { Engine } from './engine.js'
import { isolationView } from './isolation-view.js'
import type { ErasureReport, Hearth, HearthOptions } from './hearth.js'

/** The engine for one page. Nothing is opened, fetched or started before the visitor allows it; nothing here throws. */
export function createHearth(options: HearthOptions = {}): Hearth {
  const engine = createEngine(options)
  const { state, consent, ask } = engine

  const hearth: Hearth = {
    get state() {
      return state.get()
    },
    subscribe: (listener) => state.subscribe(listener),
    consent: { read: consent.read, decide: consent.decide, receipts: consent.receipts },

    async record(input) {
      if (typeof input.item === 'object') await engine.addPageItems([input.item])
      const answer = await ask((facade) => facade.record(input))
      if (answer.status === 'ok') engine.historyChanged()
      return answer
    },
    async rank(input = {}) {
      const answer = await ask((facade) => facade.rank(input))
      return answer.status === 'ranked' ? { ...answer, tier: engine.tier() } : answer
    },
    similar: (itemId, { limit = 10 } = {}) => ask((facade) => facade.similar(itemId, limit)),
    topics: {
      suggest: () => ask((facade) => facade.suggestTopics()),
      choose: (ids) => ask((facade) => facade.chooseTopics(ids)),
    },
    history: () => ask((facade) => facade.history()),
    profile: () => ask((facade) => facade.profile()),
    quality: () => ask((facade) => facade.quality()),
    ledger: () => ask((facade) => facade.ledger()),
    async releases() {
      const answer = await ask((facade) => facade.reports())
      return answer.status === 'ok' ? { status: 'ok', releases: answer.reports } : answer
    },
    async isolation() {
      const host = engine.host()
      if (host === undefined) return ask(() => Promise.reject(new TypeError('no worker')))
      const report = await host.probe()
      return 'ways' in report ? isolationView(host.form, report) : report
    },
    forget: (scope) => (scope === 'everything' ? forgetEverything(engine) : forgetSome(engine, scope)),
    exportData: () => exportData(hearth),
    pause: () => consent.setPaused(true),
    resume: () => consent.setPaused(false),
    async contribute() {
      const pressed = await engine.press()
      if (pressed.status === 'refused') return { status: 'unavailable', code: pressed.code, message: pressed.message }
      if (pressed.status !== 'sent') return pressed
      const { report, delivery } = pressed
      if (delivery.state === 'given-up') return { status: 'unavailable', code: 'report-refused', message: `${delivery.outcome}; the answer is listed among the releases and is not sent again.` }
      return { status: delivery.state, task: report.task, bytes: report.bytes, outcome: delivery.outcome }
    },
    close: () => engine.close(),
  }
  return hearth
}

async function forgetSome(engine: Engine, scope: Exclude<Parameters<Hearth['forget']>[0], 'everything'>): Promise<ErasureReport | Refusal> {
  const answer = await engine.ask((facade) => facade.forget(scope))
  if (answer.status !== 'ok') return answer
  engine.historyChanged()
  return { status: 'ok', removed: answer.removed, found: [], kept: [] }
}

/** Erases the history database whole, looks again, and says what stays and why. */
async function forgetEverything(engine: Engine): Promise<ErasureReport | Refusal> {
  const { namespace } = engine.settings
  const prepared = await engine.ask((facade) => facade.prepareErasure())
  if (prepared.status !== 'ok') return prepared
  engine.suspend()
  try {
    const status = await withHistoryAlone(namespace, () => eraseHistory(namespace))
    const found = (await lookAgain(namespace)).filter((name) => !name.startsWith('cache '))
    return {
      status,
      found: found.filter((name) => !name.startsWith('database hearth-consent')),
      kept: [
        { what: 'the consent decision and its receipts', why: 'so that you are not asked again, and can show what you chose' },
        { what: 'what was spent of the privacy budget, as totals by month', why: 'so that forgetting never makes room for more answers' },
        { what: 'cached model files', why: 'they are the same for every visitor and hold nothing of yours' },
      ],
    }
  } catch (error) {
    return { status: 'unavailable', code: 'erase-failed', message: `The browser refused to delete (${error instanceof Error ? error.name : 'unknown'}). Clear this site's data in the browser's settings.` }
  } finally {
    await engine.resume()
    engine.historyChanged()
  }
}

/** Everything stored about the visitor, as one JSON text. */
async function exportData(hearth: Hearth): ReturnType<Hearth['exportData']> {
  const [consent, receipts, history, profile, ledger, releases] = await Promise.all([hearth.consent.read(), hearth.consent.receipts(), hearth.history(), hearth.profile(), hearth.ledger(), hearth.releases()])
  if (history.status !== 'ok') return history
  const bytesAsHex = releases.status === 'ok' ? releases.releases.map((release) => ({ ...release, bytes: Array.from(release.bytes, (byte) => byte.toString(16).padStart(2, '0')).join('') })) : []
  const parts = { format: 'hearth-export', version: 1, consent, receipts: receipts.status === 'ok' ? receipts.receipts : [], events: history.events, profile, ledger, releases: bytesAsHex }
  return { status: 'ok', json: JSON.stringify(parts, null, 2) }
}
