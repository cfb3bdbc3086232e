import { deliver } from '../../client/courier.js'
import { createGate, isRefusal } from '../../core/consent/gate.js'
import type { GrantedDecision } from '../../core/consent/decision.js'
import type { InteractionEvent } from '../../core/history/event.js'
import { createContribution, type Aggregators } from '../../core/personalizer/contribution.js'
import { createExperiment, type Arm } from '../../core/personalizer/experiment.js'
import { createMemory } from '../../core/personalizer/memory.js'
import type { Clock, HistoryState, HistoryStore, RandomSource, ReleaseStore, Sharder } from '../../core/ports.js'
import { newLedger, type LedgerState } from '../../core/privacy/ledger.js'
import { scheduleFor } from '../../core/privacy/schedule.js'
import type { Task } from '../../core/privacy/task.js'
import { SCHEDULE } from '../../core/privacy/limits.js'
import { MOST_ATTEMPTS, type StoredReport } from '../../core/privacy/stored-report.js'
import { epochOf, type Epoch } from '../../core/time.js'

/** How one browser's week went. `silent`: the schedule did not ask it. */
export type Outcome = { readonly status: 'sent'; readonly accepted: boolean; readonly report: StoredReport; readonly outcome: string; readonly task: Task; readonly arm: Arm } | { readonly status: 'silent'; readonly why: string }

/** What browsers are simulated with. */
export interface World {
  readonly collector: string
  /** The task file, as it was published. */
  readonly tasks: string
  /** The records of a browser that is asked this, in that arm. */
  readonly life: (task: Task, arm: Arm) => readonly InteractionEvent[]
  readonly random: RandomSource
  readonly clock: Clock
  readonly sharderFor: (aggregators: Aggregators) => Promise<Sharder>
}

/** Half of the browsers keep the original order, where a question compares. */
const HOLDOUT = 0.5

/**
 * One browser, whose records are lived once its question is drawn (the draw never looks at them), running the client's
 * own code: gate, memory, experiment, schedule, ledger, mechanism, release and courier. Only storage (memory instead of
 * IndexedDB) and the generator differ.
 */
export async function simulatedBrowser({ collector, tasks, life, random, clock, sharderFor }: World): Promise<Outcome> {
  const decision: GrantedDecision = { kind: 'granted', receipt: 'simulated', aggregates: 'granted', policyVersion: '1', source: 'api', at: clock.now(), paused: false }
  const week: { asked?: Task; arm: Arm } = { arm: 'personalized' }
  const gate = createGate({ readDecision: () => Promise.resolve(decision), policyVersion: decision.policyVersion, clock })
  const history = historyOf(() => (week.asked === undefined ? [] : life(week.asked, week.arm)))
  const memory = createMemory({ gate, history, clock })
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
  if (asked.value.arms !== undefined) {
    const experiment = createExperiment({ recall: () => memory.recall(), history, random, clock, holdout: HOLDOUT, tasks: contribution.tasks })
    const recalled = await memory.recall()
    if (recalled.status === 'ok') week.arm = await experiment.arm(recalled)
  }
  week.asked = asked.value
  let answer = await contribution.contribute(false)
  if (answer.status === 'needs-sharder') {
    contribution.useSharder(await sharderFor(answer.aggregators))
    answer = await contribution.contribute(false)
  }
  if (answer.status !== 'released') return { status: 'silent', why: answer.status === 'refused' ? answer.code : answer.status }
  let delivery = await deliver(collector, answer.report, new AbortController().signal)
  for (let attempts = 2; delivery.state === 'waiting' && attempts <= MOST_ATTEMPTS; attempts += 1) {
    await new Promise((resolve) => setTimeout(resolve, 200 * attempts))
    delivery = await deliver(collector, { ...answer.report, attempts }, new AbortController().signal)
  }
  return { status: 'sent', accepted: delivery.state === 'sent', report: answer.report, outcome: delivery.outcome, task: week.asked, arm: week.arm }
}

function historyOf(events: () => readonly InteractionEvent[]): HistoryStore {
  let [state, revision]: [HistoryState, number] = [{}, 1]
  return {
    revision: () => Promise.resolve({ status: 'ok', value: (revision += 1) }),
    whole: () => Promise.resolve({ status: 'ok', value: { revision, events: events(), state } }),
    append: () => Promise.resolve({ status: 'ok', value: 0 }),
    appendAll: () => Promise.resolve({ status: 'ok' }),
    remove: () => Promise.resolve({ status: 'ok' }),
    writeState: (_grant, next) => {
      state = next
      return Promise.resolve({ status: 'ok' })
    },
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
    ledger: () => Promise.resolve({ status: 'ok', value: { ledger, decision } }),
    reports: () => Promise.resolve({ status: 'ok', value: [...reports.values()] }),
  }
}
