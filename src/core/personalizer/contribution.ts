import type { Denied, Unavailable } from '../answer.js'
import { isRefusal } from '../consent/gate.js'
import type { Gate } from '../consent/gate.js'
import type { Clock, RandomSource, ReleaseStore } from '../ports.js'
import { answerTask } from '../privacy/answer.js'
import { newLedger, silentUntil, spent } from '../privacy/ledger.js'
import type { LedgerState } from '../privacy/ledger.js'
import { CAPS } from '../privacy/limits.js'
import { parseTasks } from '../privacy/parse-tasks.js'
import { release } from '../privacy/release.js'
import type { StoredRelease } from '../privacy/release.js'
import { drawTask, scheduleFor } from '../privacy/schedule.js'
import type { Task } from '../privacy/task.js'
import { epochOf } from '../time.js'
import type { Memory } from './memory.js'

/** A release with how sending it went. */
export interface Report extends StoredRelease {
  readonly state: 'waiting' | 'sent' | 'given-up'
  readonly attempts: number
  readonly outcome?: string
}

export type Contributed = { readonly status: 'released'; readonly report: Report } | { readonly status: 'refused'; readonly code: string; readonly message: string }

export interface Contribution {
  attachTasks(json: string): { readonly status: 'ok' | 'failed'; readonly code?: string; readonly message?: string }
  /** Answers one task. `pressed` is the visitor's own press, which does not wait for the schedule. */
  contribute(pressed: boolean): Promise<Contributed | Denied | Unavailable>
  ledger(): Promise<{ readonly status: 'ok'; readonly ledger: LedgerState } | Denied | Unavailable>
  reports(): Promise<{ readonly status: 'ok'; readonly reports: readonly Report[] } | Denied | Unavailable>
  noteAttempt(reportId: string, outcome: { readonly state: Report['state']; readonly outcome: string }): Promise<{ readonly status: 'ok' } | Denied | Unavailable>
}

export interface ContributionDep {
  readonly gate: Gate
  readonly memory: Memory
  readonly releases: ReleaseStore<Report>
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

export function createContribution(dep: ContributionDep): Contribution {
  let tasks: readonly Task[] | undefined
  const epoch = (): ReturnType<typeof epochOf> => epochOf(dep.clock.now())

  return {
    attachTasks(json) {
      const parsed = parseTasks(readJson(json))
      if (parsed.status !== 'ok') return { status: 'failed', code: 'tasks-invalid', message: `${parsed.path}: ${parsed.message}` }
      tasks = parsed.tasks.filter(({ mode }) => mode === 'local')
      return { status: 'ok' }
    },

    async contribute(pressed) {
      const grant = await dep.gate.request('aggregates')
      if (isRefusal(grant)) return grant
      if (tasks === undefined) return { status: 'unavailable', code: 'no-tasks', message: 'No task file is loaded; set data-collector or data-tasks.' }
      const recalled = await dep.memory.recall()
      if (recalled.status !== 'ok') return recalled
      const offered = tasks
      const now = epoch()
      const done = await dep.releases.release<Contributed>(grant, ({ decision, ledger: stored }) => {
        const before = stored ?? newLedger(now, decision.aggregatesNotBefore as Parameters<typeof newLedger>[1])
        const scheduled = scheduleFor(offered, before, now, dep.random)
        const task = scheduled.task ?? (pressed ? taskForPress(offered, scheduled.ledger, dep.random) : undefined)
        if (task === undefined) return { ledger: scheduled.ledger, answer: refused(pressed ? 'no-local-task' : 'not-scheduled') }
        const truth = answerTask(task, recalled.events, now)
        const arm = recalled.state.arm === 'personalized' ? 1 : 0
        const answer = release({ granted: true, ledger: scheduled.ledger, task, epoch: now, truth, random: dep.random, pressed, ...(task.arms === undefined ? {} : { arm }) })
        if (answer.status === 'refused') return { ledger: scheduled.ledger, answer: refused(answer.why) }
        const report: Report = { ...answer.release.stored, state: 'waiting', attempts: 0 }
        return { ledger: answer.ledger, report, answer: { status: 'released', report } }
      })
      return done.status === 'ok' ? done.value : done
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
      const done = await dep.releases.amend(grant, reportId, (report) => ({ ...report, ...outcome, attempts: report.attempts + 1 }))
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

/** The block's own task where it was drawn, otherwise one by the published weights: never by what the visitor read. */
function taskForPress(tasks: readonly Task[], ledger: LedgerState, random: RandomSource): Task | undefined {
  const id = ledger.draw?.task ?? drawTask(tasks, random)
  return tasks.find((task) => task.id === id)
}

function refused(code: string): Contributed {
  return { status: 'refused', code, message: WHY[code] ?? code }
}

/** What the visitor is shown of a ledger, in integer micro-ε. */
export function ledgerView(ledger: LedgerState, epoch: ReturnType<typeof epochOf>): { readonly entries: LedgerState['debits']; readonly spent: ReturnType<typeof spent>; readonly caps: typeof CAPS; readonly silentUntilEpoch: number } {
  return { entries: ledger.debits, spent: spent(ledger, epoch), caps: CAPS, silentUntilEpoch: silentUntil(ledger) }
}
