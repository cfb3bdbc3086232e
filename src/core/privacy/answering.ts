import type { RandomSource } from '../powers.js'
import type { SealedAnswer } from './dap/sealed-answer.js'
import type { Epoch } from '../time.js'
import { newLedger, type LedgerState } from './ledger.js'
import { SCHEDULE, type Caps } from './limits.js'
import { release, resample, reviveRelease, type ReleaseRefusal } from './release.js'
import { drawTask, scheduleFor } from './schedule.js'
import { MOST_ATTEMPTS, type StoredReport } from './stored-report.js'
import type { BucketIndex } from './subset-selection.js'
import type { Task, TaskHash } from './task.js'

/** What the device holds, as one transaction read it. */
export interface Held {
  readonly ledger: LedgerState | undefined
  readonly reports: readonly StoredReport[]
}

/** What the same transaction is to write, and what to answer once it is written. */
export interface Step<Answer> {
  readonly ledger?: LedgerState
  readonly put?: readonly StoredReport[]
  readonly remove?: readonly string[]
  readonly answer: Answer
}

export interface Occasion {
  readonly tasks: readonly Task[]
  /** The present epoch, by the clock. */
  readonly epoch: Epoch
  readonly random: RandomSource
  /** The true answer of this browser; asked only for the task that is answered. */
  readonly truthOf: (task: Task) => BucketIndex
  readonly armOf: (task: Task) => number
  /** The answer of a task in mode `dap`, sealed before this transaction began. */
  readonly sealed?: SealedAnswer
  /** The task that an earlier step of the same press drew and could not seal yet: it is not drawn again. */
  readonly due?: TaskHash
  readonly caps?: Caps
  /** Of the decision: carried over from an earlier withdrawal. */
  readonly notBefore?: Parameters<typeof newLedger>[1]
}

/** `unsealed`: this task is due and would be paid for, once its answer is sealed to its aggregators; nothing was debited. */
export type Answered =
  | { readonly status: 'released'; readonly report: StoredReport }
  | { readonly status: 'unsealed'; readonly task: Task }
  | { readonly status: 'refused'; readonly why: Exclude<ReleaseRefusal, 'unsealed'> | 'no-task' }

/**
 * Readies the scheduled answer for the moment this page is left. The first call of an epoch that the schedule chose
 * debits the ledger; later calls by the same page draw the same report again from fresh records. What another page had
 * ready is made final, so that of one debit only ever one sequence of bytes can leave.
 */
export function prepare(held: Held, occasion: Occasion, page: string): Step<Answered> {
  const { tidied, step } = tidy(held, occasion, page)
  const own = tidied.find((report) => isOwn(report, page))
  if (own !== undefined) return drawnAgain(held, occasion, own, step, true)
  const answered = answerDue(held, occasion, false)
  if (answered.report === undefined) return { ...step, ledger: answered.ledger, answer: answered.answer }
  const report = { ...answered.report, preparedBy: page }
  return { ...step, ledger: answered.ledger, put: [...(step.put ?? []), report], answer: { status: 'released', report } }
}

/**
 * Answers now, and for good: with what this page had ready, drawn a last time; else what the schedule chose; else, at
 * the visitor's own press, a task of the file by its weights, for which schedule and silent epochs are not waited for.
 */
export function answerNow(held: Held, occasion: Occasion, { pressed, page }: { readonly pressed: boolean; readonly page?: string }): Step<Answered> {
  const { tidied, step } = tidy(held, occasion, page)
  const own = page === undefined ? undefined : tidied.find((report) => isOwn(report, page))
  if (own !== undefined) return drawnAgain(held, occasion, own, step, false)
  const answered = answerDue(held, occasion, pressed)
  const put = answered.report === undefined ? step.put : [...(step.put ?? []), answered.report]
  return { ...step, ledger: answered.ledger, ...(put === undefined ? {} : { put }), answer: answered.answer }
}

/** Takes one more try of a waiting report, or gives it up: its epoch is over, its tries are used, or no debit stands behind it. */
export function claim(held: Held, { tasks, epoch }: Pick<Occasion, 'tasks' | 'epoch'>, reportId: string): Step<StoredReport | undefined> {
  const report = held.reports.find((each) => each.reportId === reportId)
  if (report === undefined || report.state !== 'waiting' || report.preparedBy !== undefined) return { answer: undefined }
  const live = held.ledger === undefined ? undefined : reviveRelease(report, held.ledger, tasks)
  const why = live === undefined ? 'its question is no longer published, or its debit is gone' : report.epoch !== epoch ? 'its week is over' : report.attempts >= MOST_ATTEMPTS ? `${MOST_ATTEMPTS} tries were made` : undefined
  if (why !== undefined) return { put: [{ ...report, state: 'given-up', outcome: report.outcome === undefined ? why : `${report.outcome}; ${why}` }], answer: undefined }
  const tried: StoredReport = { ...report, ...live?.stored, attempts: report.attempts + 1 }
  return { put: [tried], answer: tried }
}

/** Notes what came of a try. A report that a withdrawal deleted meanwhile stays deleted. */
export function note(held: Held, reportId: string, outcome: { readonly state: StoredReport['state']; readonly outcome: string }): Step<undefined> {
  const report = held.reports.find((each) => each.reportId === reportId)
  if (report === undefined || report.state === 'sent') return { answer: undefined }
  const { preparedBy: _left, ...final } = report
  return { put: [{ ...final, ...outcome }], answer: undefined }
}

/** What a new page finds waiting: reports that it may claim. */
export function waiting(reports: readonly StoredReport[]): readonly string[] {
  return reports.filter(({ state, preparedBy }) => state === 'waiting' && preparedBy === undefined).map(({ reportId }) => reportId)
}

const isOwn = ({ state, preparedBy }: StoredReport, page: string): boolean => state === 'waiting' && preparedBy === page

/** Makes final what other pages had ready, gives up what its epoch left behind, and drops what no cap looks back at. */
function tidy({ reports }: Held, { epoch }: Occasion, page: string | undefined): { readonly tidied: readonly StoredReport[]; readonly step: Omit<Step<never>, 'answer'> } {
  const remove = reports.filter((report) => report.epoch <= epoch - SCHEDULE.yearEpochs).map(({ reportId }) => reportId)
  const put: StoredReport[] = []
  const tidied = reports.map((report) => {
    if (report.state !== 'waiting' || (report.epoch === epoch && (report.preparedBy === undefined || report.preparedBy === page))) return report
    const { preparedBy: _owner, ...final } = report
    const settled: StoredReport = report.epoch < epoch ? { ...final, state: 'given-up', outcome: 'its week is over' } : final
    put.push(settled)
    return settled
  })
  return { tidied, step: { ...(put.length === 0 ? {} : { put }), ...(remove.length === 0 ? {} : { remove }) } }
}

/** The bytes of a paid report from fresh records; the debit stays the one it had. */
function drawnAgain(held: Held, { tasks, random, truthOf, armOf, sealed }: Occasion, own: StoredReport, step: Omit<Step<never>, 'answer'>, keep: boolean): Step<Answered> {
  const { preparedBy, ...before } = own
  const task = tasks.find(({ hash }) => hash === own.hash)
  const made = held.ledger === undefined || task === undefined ? undefined : resample(own, held.ledger, { task, truthOf, random, arm: armOf(task), ...(sealed === undefined ? {} : { sealed }) })
  if (made === undefined || task === undefined || (made.status === 'refused' && made.why !== 'unsealed')) {
    const gone: StoredReport = { ...before, state: 'given-up', outcome: 'its question is no longer published, or its debit is gone' }
    return { ...step, put: [...(step.put ?? []), gone], answer: { status: 'refused', why: 'no-task' } }
  }
  if (made.status === 'refused') return { ...step, answer: { status: 'unsealed', task } }
  const report: StoredReport = { ...before, ...made.release.stored, ...(keep && preparedBy !== undefined ? { preparedBy } : {}) }
  const replaced = report.reportId === own.reportId ? [] : [own.reportId]
  return { ...step, ledger: made.ledger, put: [...(step.put ?? []), report], ...(replaced.length === 0 ? {} : { remove: [...(step.remove ?? []), ...replaced] }), answer: { status: 'released', report } }
}

function answerDue(held: Held, { tasks, epoch, random, truthOf, armOf, sealed, due = sealed?.hash, caps, notBefore }: Occasion, pressed: boolean): { readonly ledger: LedgerState; readonly report?: StoredReport; readonly answer: Answered } {
  const { ledger, task: scheduled } = scheduleFor(tasks, held.ledger ?? newLedger(epoch, notBefore), epoch, random)
  const task = scheduled ?? (pressed ? taskForPress(tasks, ledger, random, due) : undefined)
  if (task === undefined) return { ledger, answer: { status: 'refused', why: pressed ? 'no-task' : 'not-scheduled' } }
  const made = release({ granted: true, ledger, task, epoch, truthOf, arm: armOf(task), ...(sealed === undefined ? {} : { sealed }), random, pressed, ...(caps === undefined ? {} : { caps }) })
  if (made.status === 'refused') return { ledger, answer: made.why === 'unsealed' ? { status: 'unsealed', task } : { status: 'refused', why: made.why } }
  // The first try is counted at once: it is made, or readied, as soon as this is stored.
  const report: StoredReport = { ...made.release.stored, state: 'waiting', attempts: 1 }
  return { ledger: made.ledger, report, answer: { status: 'released', report } }
}

/** The block's own task where it was drawn, otherwise one by the published weights: never by what the visitor read. */
function taskForPress(tasks: readonly Task[], ledger: LedgerState, random: RandomSource, due: TaskHash | undefined): Task | undefined {
  const id = ledger.draw?.task ?? tasks.find(({ hash }) => hash === due)?.id ?? drawTask(tasks, random)
  return tasks.find((task) => task.id === id) ?? tasks[0]
}
