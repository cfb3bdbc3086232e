import { deliver } from '../../client/courier.js'
import { createGate, isRefusal } from '../../core/consent/gate.js'
import type { GrantedDecision } from '../../core/consent/decision.js'
import type { InteractionEvent } from '../../core/history/event.js'
import { createContribution } from '../../core/personalizer/contribution.js'
import { createMemory } from '../../core/personalizer/memory.js'
import type { Clock, HistoryStore, RandomSource, ReleaseStore } from '../../core/ports.js'
import { newLedger, type LedgerState } from '../../core/privacy/ledger.js'
import { scheduleFor } from '../../core/privacy/schedule.js'
import type { Task } from '../../core/privacy/task.js'
import { SCHEDULE } from '../../core/privacy/limits.js'
import { MOST_ATTEMPTS, type StoredReport } from '../../core/privacy/stored-report.js'
import { epochOf, type Epoch } from '../../core/time.js'

/** How one browser's week went. `silent`: the schedule did not ask it. */
export type Outcome = { readonly status: 'sent'; readonly accepted: boolean; readonly report: StoredReport; readonly outcome: string } | { readonly status: 'silent'; readonly why: string }

/**
 * One browser, whose records are lived once its question is drawn (the draw never looks at them), running the client's own code: gate, memory, schedule, ledger, mechanism, release and
 * courier. Only storage (memory instead of IndexedDB) and the generator differ.
 */
export async function simulatedBrowser(collector: string, tasks: string, life: (task: Task) => readonly InteractionEvent[], random: RandomSource, clock: Clock): Promise<Outcome> {
  const decision: GrantedDecision = { kind: 'granted', receipt: 'simulated', aggregates: 'granted', policyVersion: '1', source: 'api', at: clock.now(), paused: false }
  const week: { asked?: Task } = {}
  const gate = createGate({ readDecision: () => Promise.resolve(decision), policyVersion: decision.policyVersion, clock })
  const memory = createMemory({ gate, history: historyOf(() => (week.asked === undefined ? [] : life(week.asked))), clock })
  // Its ledger is old enough to have left the silent epochs behind.
  const ledger = newLedger((epochOf(clock.now()) - SCHEDULE.silentEpochs) as Epoch)
  const store = releasesIn(decision, ledger)
  const contribution = createContribution({ gate, memory, releases: store, clock, random })
  const grant = await gate.request('aggregates')
  if (isRefusal(grant)) return { status: 'silent', why: grant.status }
  const attached = contribution.attachTasks(tasks)
  if (attached.status !== 'ok') return { status: 'silent', why: attached.message ?? 'the task file is invalid' }
  // The first view of the week draws whether and what this browser is asked; only then is its week lived.
  const asked = await store.release(grant, (held) => {
    const { ledger: next, task } = scheduleFor(contribution.tasks(), held.ledger ?? ledger, epochOf(clock.now()), random)
    return { ledger: next, answer: task }
  })
  if (asked.status !== 'ok' || asked.value === undefined) return { status: 'silent', why: 'not-scheduled' }
  week.asked = asked.value
  const answer = await contribution.contribute(false)
  if (answer.status !== 'released') return { status: 'silent', why: answer.status === 'refused' ? answer.code : answer.status }
  let delivery = await deliver(collector, answer.report, new AbortController().signal)
  for (let attempts = 2; delivery.state === 'waiting' && attempts <= MOST_ATTEMPTS; attempts += 1) {
    await new Promise((resolve) => setTimeout(resolve, 200 * attempts))
    delivery = await deliver(collector, { ...answer.report, attempts }, new AbortController().signal)
  }
  return { status: 'sent', accepted: delivery.state === 'sent', report: answer.report, outcome: delivery.outcome }
}

function historyOf(events: () => readonly InteractionEvent[]): HistoryStore {
  return {
    revision: () => Promise.resolve({ status: 'ok', value: 1 }),
    events: () => Promise.resolve({ status: 'ok', value: events() }),
    readState: () => Promise.resolve({ status: 'ok', value: {} }),
    append: () => Promise.resolve({ status: 'ok', value: { before: 0, after: 0 } }),
    appendAll: () => Promise.resolve({ status: 'ok' }),
    remove: () => Promise.resolve({ status: 'ok' }),
    writeState: () => Promise.resolve({ status: 'ok' }),
  }
}

function releasesIn(decision: GrantedDecision, first: LedgerState): ReleaseStore {
  let ledger = first
  const reports = new Map<string, StoredReport>()
  return {
    release: (_grant, build) => {
      const built = build({ decision, ledger, reports: [...reports.values()] })
      ledger = built.ledger ?? ledger
      for (const report of built.put ?? []) reports.set(report.reportId, report)
      for (const id of built.remove ?? []) reports.delete(id)
      return Promise.resolve({ status: 'ok', value: built.answer })
    },
    ledger: () => Promise.resolve({ status: 'ok', value: ledger }),
    reports: () => Promise.resolve({ status: 'ok', value: [...reports.values()] }),
  }
}
