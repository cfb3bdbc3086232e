import { followDecision } from './follow-decision.js'
import type { LoadEngine } from './follow-decision.js'
import type { Hearth, HearthOptions } from './hearth.js'
import { pageSettings } from './page-settings.js'

/**
 * The engine for one page. Nothing is opened, fetched or started before the visitor allows it, the code that runs the
 * workers included, which `load` brings; nothing here throws.
 */
export function createHearth(options: HearthOptions, load: LoadEngine): Hearth {
  const { state, consent, ask, askCode, close } = followDecision({ settings: pageSettings(options), options, load, hearth: () => hearth })
  const setPaused = (paused: boolean): ReturnType<Hearth['pause']> => consent.amend((decision) => ({ ...decision, paused }))

  const hearth: Hearth = {
    get state() {
      return state.get()
    },
    // A page without types may hand over anything.
    subscribe: (listener) => (typeof listener === 'function' ? state.subscribe(listener) : () => undefined),
    consent: { read: consent.read, decide: consent.decide, receipts: consent.receipts },
    record: (input) => ask((engine) => engine.record(input)),
    rank: (input) => ask((engine) => engine.rank(input)),
    explain: (itemId) => ask((engine) => engine.explain(itemId)),
    similar: (itemId, options) => ask((engine) => engine.similar(itemId, options)),
    topics: {
      suggest: () => ask((engine) => engine.topics.suggest()),
      choose: (ids) => ask((engine) => engine.topics.choose(ids)),
      list: () => ask((engine) => engine.topics.list()),
      wish: (topic, wish) => ask((engine) => engine.topics.wish(topic, wish)),
    },
    budget: {
      read: () => askCode((engine) => engine.budget.read()),
      limit: (caps) => askCode((engine) => engine.budget.limit(caps)),
    },
    retention: {
      read: () => askCode((engine) => engine.retention.read()),
      limit: (days) => askCode((engine) => engine.retention.limit(days)),
    },
    unhide: (itemId) => ask((engine) => engine.unhide(itemId)),
    history: () => ask((engine) => engine.history()),
    profile: () => ask((engine) => engine.profile()),
    quality: () => ask((engine) => engine.quality()),
    ledger: () => ask((engine) => engine.ledger()),
    releases: () => ask((engine) => engine.releases()),
    isolation: () => ask((engine) => engine.isolation()),
    forget: (scope) => (scope === 'everything' ? askCode : ask)((engine) => engine.forget(scope)),
    exportData: () => ask((engine) => engine.exportData()),
    importData: (json) => ask((engine) => engine.importData(json)),
    pause: () => setPaused(true),
    resume: () => setPaused(false),
    async contribute() {
      const answer = await ask((engine) => engine.contribute())
      return answer.status === 'denied' ? { status: 'denied', purpose: 'aggregates' } : answer
    },
    close,
  }
  return hearth
}
