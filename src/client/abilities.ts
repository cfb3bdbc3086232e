import type { Refusal } from '../core/answer.js'
import { budgetLimit } from './budget-limit.js'
import type { Running } from './running.js'
import { exportData } from './export-data.js'
import { forgetEverything } from './forget-everything.js'
import type { ErasureReport, Hearth } from './hearth.js'
import { isolationView } from './isolation-view.js'
import { retentionLimit } from './retention-limit.js'

/** What can be asked only where the visitor has allowed something, so that its code comes with the engine. */
export type Abilities = Omit<Hearth, 'state' | 'subscribe' | 'consent' | 'pause' | 'resume' | 'close'>

export function createAbilities(running: Running): Abilities {
  const { ask } = running

  const changing = async <T extends { readonly status: string }>(asked: Promise<T>): Promise<T> => {
    const answer = await asked
    if (answer.status === 'ok') running.historyChanged({ ranking: true })
    return answer
  }

  const removing = async (asked: Promise<{ readonly status: 'ok'; readonly removed: number } | Refusal>): Promise<ErasureReport | Refusal> => {
    const answer = await asked
    if (answer.status !== 'ok') return answer
    await running.dropForgotten()
    running.historyChanged({ ranking: true })
    return { status: 'ok', removed: answer.removed, found: [], kept: [] }
  }

  return {
    async record(input) {
      const answer = await ask((facade) => facade.record(input))
      // The sight of a teaser changes no ranking, here or in another tab; everything else may.
      if (answer.status === 'ok') running.historyChanged({ ranking: !(input.kind === 'view' && input.slot !== undefined) })
      // An item that only this page knows can be ranked from now on; a worker that starts later is told too.
      if (answer.status === 'ok' && typeof input.item === 'object') await running.addRecordedItems([input.item])
      return answer
    },
    async rank(input = {}) {
      const answer = await ask((facade) => facade.rank(input))
      if (answer.status !== 'ranked') return answer
      running.noteRanking(answer)
      return { ...answer, tier: running.tier() }
    },
    explain: (itemId) => ask((facade) => facade.explain(itemId)),
    similar: (itemId, options) => ask((facade) => facade.similar(itemId, options?.limit ?? 10)),
    topics: {
      suggest: () => ask((facade) => facade.suggestTopics()),
      choose: (ids) => changing(ask((facade) => facade.chooseTopics(ids))),
      list: () => ask((facade) => facade.topics()),
      wish: (topic, wish) => changing(ask((facade) => facade.wishTopic(topic, wish))),
    },
    unhide: (itemId) => removing(ask((facade) => facade.unhide(itemId))),
    history: () => ask((facade) => facade.history()),
    profile: () => ask((facade) => facade.profile()),
    quality: () => ask((facade) => facade.quality()),
    ledger: () => ask((facade) => facade.ledger()),
    async releases() {
      const answer = await ask((facade) => facade.reports())
      return answer.status === 'ok' ? { status: 'ok', releases: answer.reports } : answer
    },
    async isolation() {
      const host = running.host()
      if (host === undefined) return running.dep.refusal()
      const report = await host.probe()
      return 'ways' in report ? isolationView(host.form, report) : report
    },
    // Nothing that a worker knows is needed to erase it all.
    forget: (scope) => (scope === 'everything' ? forgetEverything(running.dep) : removing(ask((facade) => facade.forget(scope)))),
    budget: budgetLimit(running),
    retention: retentionLimit(running, () => running.historyChanged({ ranking: true })),
    exportData: () => exportData(running.dep.hearth),
    importData: (json) => changing(ask((facade) => facade.importData(json))),
    async contribute() {
      const pressed = await running.press()
      if (pressed.status === 'refused') return { status: 'unavailable', code: pressed.code, message: pressed.message }
      if (pressed.status !== 'sent') return pressed
      const { report, delivery } = pressed
      if (delivery.state === 'given-up') return { status: 'unavailable', code: 'report-refused', message: `${delivery.outcome}; the answer is listed among the releases and is not sent again.` }
      return { status: delivery.state, task: report.task, bytes: report.bytes, outcome: delivery.outcome }
    },
  }
}
