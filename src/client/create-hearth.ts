import type { Refusal } from '../core/answer.js'
import { retentionDays } from '../core/history/retention.js'
import { createEngine } from './engine.js'
import type { Engine } from './engine.js'
import { exportData } from './export-data.js'
import { forgetEverything } from './forget-everything.js'
import { isolationView } from './isolation-view.js'
import type { ErasureReport, Hearth, HearthOptions } from './hearth.js'

/** The engine for one page. Nothing is opened, fetched or started before the visitor allows it; nothing here throws. */
export function createHearth(options: HearthOptions = {}): Hearth {
  const engine = createEngine(options)
  const { state, consent, ask } = engine

  const changing = async <T extends { readonly status: string }>(asked: Promise<T>): Promise<T> => {
    const answer = await asked
    if (answer.status === 'ok') engine.historyChanged()
    return answer
  }

  const hearth: Hearth = {
    get state() {
      return state.get()
    },
    subscribe: (listener) => state.subscribe(listener),
    consent: { read: consent.read, decide: consent.decide, receipts: consent.receipts },

    async record(input) {
      const answer = await changing(ask((facade) => facade.record(input)))
      // An item that only this page knows can be ranked from now on; a worker that starts later is told too.
      if (answer.status === 'ok' && typeof input.item === 'object') await engine.addPageItems([input.item])
      return answer
    },
    async rank(input = {}) {
      const answer = await ask((facade) => facade.rank(input))
      if (answer.status === 'ranked' && answer.scorer !== undefined) engine.noteScorer(answer.scorer)
      return answer.status === 'ranked' ? { ...answer, tier: engine.tier() } : answer
    },
    explain: (itemId) => ask((facade) => facade.explain(itemId)),
    similar: (itemId, options) => ask((facade) => facade.similar(itemId, options?.limit ?? 10)),
    topics: {
      suggest: () => ask((facade) => facade.suggestTopics()),
      choose: (ids) => changing(ask((facade) => facade.chooseTopics(ids))),
      list: () => ask((facade) => facade.topics()),
      wish: (topic, wish) => changing(ask((facade) => facade.wishTopic(topic, wish))),
    },
    retention: retentionOf(engine),
    unhide: (itemId) => removing(changing(ask((facade) => facade.unhide(itemId)))),
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
    forget: (scope) => (scope === 'everything' ? forgetEverything(engine) : removing(changing(ask((facade) => facade.forget(scope))))),
    exportData: () => exportData(hearth),
    importData: (json) => changing(ask((facade) => facade.importData(json))),
    pause: () => consent.setPaused(true),
    resume: () => consent.setPaused(false),
    async contribute() {
      const pressed = await engine.press()
      if (pressed.status === 'denied') return { status: 'denied', purpose: 'aggregates' }
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

async function removing(asked: Promise<{ readonly status: 'ok'; readonly removed: number } | Refusal>): Promise<ErasureReport | Refusal> {
  const answer = await asked
  return answer.status === 'ok' ? { status: 'ok', removed: answer.removed, found: [], kept: [] } : answer
}

/** The site's limit, and the visitor's own below it. */
function retentionOf({ ask, consent, settings, historyChanged }: Engine): Hearth['retention'] {
  const site = settings.worker.retentionDays ?? retentionDays()
  const read: Hearth['retention']['read'] = async () => {
    const { decision, refusal } = await consent.standing()
    if (refusal !== undefined) return refusal
    if (decision?.kind !== 'granted') return { status: 'denied', purpose: 'personalization' }
    const visitor = decision.retentionDays
    return { status: 'ok', days: retentionDays(site, visitor), site, ...(visitor === undefined ? {} : { visitor }) }
  }
  return {
    read,
    async limit(days) {
      if (days !== undefined && !(Number.isInteger(days) && days >= 1 && days <= site)) return { status: 'invalid', path: 'days', message: `a whole number of days from 1 to ${site}` }
      const set = await consent.setRetention(days)
      if (set.status !== 'ok') return set
      const kept = await ask((facade) => facade.retain())
      if (kept.status !== 'ok') return kept
      historyChanged()
      return read()
    },
  }
}
