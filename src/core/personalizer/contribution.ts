import type { Denied, Unavailable } from '../answer.js'
import { isRefusal } from '../consent/gate.js'
import type { Gate } from '../consent/gate.js'
import type { Clock, RandomSource, ReleaseStore } from '../ports.js'
import { answerTask } from '../privacy/answer.js'
import { answerNow, claim, note, prepare, waiting, type Answered, type Held, type Occasion, type Step } from '../privacy/answering.js'
import { newLedger } from '../privacy/ledger.js'
import type { LedgerState } from '../privacy/ledger.js'
import { parseTasks } from '../privacy/parse-tasks.js'
import type { StoredReport } from '../privacy/stored-report.js'
import type { Task } from '../privacy/task.js'
import { epochOf } from '../time.js'
import type { Memory } from './memory.js'

export type Contributed = { readonly status: 'released'; readonly report: StoredReport } | { readonly status: 'refused'; readonly code: string; readonly message: string }

export interface Contribution {
  /** The questions that this browser may be asked; none before the second consent. */
  tasks(): readonly Task[]
  attachTasks(json: string): { readonly status: 'ok' | 'failed'; readonly code?: string; readonly message?: string }
  /** Answers one task for good. `pressed` is the visitor's own press, which does not wait for the schedule; `page` names the page that may have had an answer ready. */
  contribute(pressed: boolean, page?: string): Promise<Contributed | Denied | Unavailable>
  /** Readies the scheduled answer for the moment `page` is left, or readies it again from fresh records. */
  prepare(page: string): Promise<Contributed | Denied | Unavailable>
  /** Ids of the reports that wait for another try. */
  waiting(): Promise<{ readonly status: 'ok'; readonly reports: readonly string[] } | Denied | Unavailable>
  /** Takes one more try of a waiting report; without one, it may not be sent any more. */
  claim(reportId: string): Promise<{ readonly status: 'ok'; readonly report?: StoredReport } | Denied | Unavailable>
  ledger(): Promise<{ readonly status: 'ok'; readonly ledger: LedgerState } | Denied | Unavailable>
  reports(): Promise<{ readonly status: 'ok'; readonly reports: readonly StoredReport[] } | Denied | Unavailable>
  noteAttempt(reportId: string, outcome: { readonly state: StoredReport['state']; readonly outcome: string }): Promise<{ readonly status: 'ok' } | Denied | Unavailable>
}

export interface ContributionDep {
  readonly gate: Gate
  readonly memory: Memory
  readonly releases: ReleaseStore
  readonly clock: Clock
  readonly random: RandomSource
}

const WHY: Readonly<Record<string, string>> = {
  silent: 'A new ledger answers nothing in its first two weeks.',
  answered: 'This browser has answered in these four weeks.',
  'not-scheduled': 'This browser does not take part this week.',
  'epoch-cap': 'This week’s privacy budget is spent.',
  'year-cap': 'The privacy budget of twelve months is spent.',
  'report-cap': 'The question costs more than one answer may.',
  'clock-moved-back': 'The clock of this device was moved back; nothing is answered until it has caught up.',
  'not-before': 'After a withdrawal nothing is answered until the spent budget has aged out.',
  'no-local-task': 'No published question can be answered by this browser alone.',
}

const NO_TASKS: Unavailable = { status: 'unavailable', code: 'no-tasks', message: 'No task file is loaded; set data-collector or data-tasks.' }

export function createContribution(dep: ContributionDep): Contribution {
  let tasks: readonly Task[] | undefined
  const epoch = (): ReturnType<typeof epochOf> => epochOf(dep.clock.now())

  /** One transaction under the aggregates grant, with the history as it is now; the truth is computed inside, for the one task that is answered. */
  const answering = async (step: (held: Held, occasion: Occasion) => Step<Answered>): Promise<Contributed | Denied | Unavailable> => {
    const grant = await dep.gate.request('aggregates')
    if (isRefusal(grant)) return grant
    if (tasks === undefined) return NO_TASKS
    const offered = tasks
    const recalled = await dep.memory.recall()
    if (recalled.status !== 'ok') return recalled
    const now = dep.clock.now()
    const done = await dep.releases.release(grant, ({ decision, ...held }) => {
      const notBefore = decision.aggregatesNotBefore as Occasion['notBefore']
      return step(held, {
        tasks: offered,
        epoch: epochOf(now),
        random: dep.random,
        truthOf: (task) => answerTask(task, { events: recalled.events, epoch: epochOf(now), now }),
        // Of the published arms the first is the original order, the second the personalised one.
        armOf: () => (recalled.state.arm === 'original' ? 0 : 1),
        ...(notBefore === undefined ? {} : { notBefore }),
      })
    })
    if (done.status !== 'ok') return done
    return done.value.status === 'released' ? done.value : { status: 'refused', code: done.value.why, message: WHY[done.value.why] ?? done.value.why }
  }

  return {
    tasks: () => tasks ?? [],

    attachTasks(json) {
      const parsed = parseTasks(readJson(json))
      if (parsed.status !== 'ok') return { status: 'failed', code: 'tasks-invalid', message: `${parsed.path}: ${parsed.message}` }
      tasks = parsed.tasks.filter(({ mode }) => mode === 'local')
      return { status: 'ok' }
    },

    contribute: (pressed, page) => answering((held, occasion) => answerNow(held, occasion, page === undefined ? { pressed } : { pressed, page })),
    prepare: (page) => answering((held, occasion) => prepare(held, occasion, page)),

    async waiting() {
      const grant = await dep.gate.request('aggregates')
      if (isRefusal(grant)) return grant
      const read = await dep.releases.release(grant, ({ reports }) => ({ answer: waiting(reports) }))
      return read.status === 'ok' ? { status: 'ok', reports: read.value } : read
    },

    async claim(reportId) {
      const grant = await dep.gate.request('aggregates')
      if (isRefusal(grant)) return grant
      if (tasks === undefined) return NO_TASKS
      const occasion = { tasks, epoch: epoch() }
      const done = await dep.releases.release(grant, (held) => claim(held, occasion, reportId))
      if (done.status !== 'ok') return done
      return done.value === undefined ? { status: 'ok' } : { status: 'ok', report: done.value }
    },

    async ledger() {
      const grant = await dep.gate.request('personalization', { whilePaused: true })
      if (isRefusal(grant)) return grant
      const read = await dep.releases.ledger(grant)
      return read.status === 'ok' ? { status: 'ok', ledger: read.value ?? newLedger(epoch()) } : read
    },

    async reports() {
      const grant = await dep.gate.request('personalization', { whilePaused: true })
      if (isRefusal(grant)) return grant
      const read = await dep.releases.reports(grant)
      return read.status === 'ok' ? { status: 'ok', reports: read.value } : read
    },

    async noteAttempt(reportId, outcome) {
      const grant = await dep.gate.request('aggregates')
      if (isRefusal(grant)) return grant
      const done = await dep.releases.release(grant, (held) => note(held, reportId, outcome))
      return done.status === 'ok' ? { status: 'ok' } : done
    },
  }
}

/** The value of a JSON text; `undefined`, which no task file is, where it is none. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
