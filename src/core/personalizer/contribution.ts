import type { Denied, Unavailable } from '../answer.js'
import type { Decision } from '../consent/decision.js'
import { isRefusal } from '../consent/gate.js'
import type { Gate } from '../consent/gate.js'
import type { Clock, RandomSource, ReleaseStore, Sharder } from '../ports.js'
import { answerTask } from '../privacy/answer.js'
import { answerNow, claim, note, prepare, waiting, type Answered, type Held, type Occasion, type Step } from '../privacy/answering.js'
import type { DapSettings } from '../privacy/dap/dap-settings.js'
import { histogramCell } from '../privacy/dap/histogram-cell.js'
import { sealedAnswer, type SealedAnswer } from '../privacy/dap/sealed-answer.js'
import { lowerCaps, type Caps } from '../privacy/limits.js'
import { newLedger } from '../privacy/ledger.js'
import type { LedgerState } from '../privacy/ledger.js'
import { parseTasks } from '../privacy/parse-tasks.js'
import type { StoredReport } from '../privacy/stored-report.js'
import type { Task, TaskHash } from '../privacy/task.js'
import { EPOCH_MS, epochOf } from '../time.js'
import type { Arm } from './experiment.js'
import type { Memory, Recollection } from './memory.js'

/** `needs-sharder`: a task over DAP is due, and nothing is debited before its answer can be sealed to these aggregators. */
export type Contributed =
  | { readonly status: 'released'; readonly report: StoredReport }
  | { readonly status: 'needs-sharder'; readonly aggregators: Aggregators }
  | { readonly status: 'refused'; readonly code: string; readonly message: string }

export type Aggregators = Pick<DapSettings, 'leader' | 'helper' | 'taskId'>

export interface Contribution {
  /** The questions that this browser may be asked; none before the second consent. */
  tasks(): readonly Task[]
  attachTasks(json: string): { readonly status: 'ok' | 'failed'; readonly code?: string; readonly message?: string }
  /** What seals answers to the aggregators of one task; `undefined` where its worker was ended. */
  useSharder(sharder: Sharder | undefined): void
  /** Answers one task for good. `pressed` is the visitor's own press, which does not wait for the schedule; `page` names the page that may have had an answer ready. */
  contribute(pressed: boolean, page?: string): Promise<Contributed | Denied | Unavailable>
  /** Readies the scheduled answer for the moment `page` is left, or readies it again from fresh records. */
  prepare(page: string): Promise<Contributed | Denied | Unavailable>
  /** Ids of the reports that wait for another try. */
  waiting(): Promise<{ readonly status: 'ok'; readonly reports: readonly string[] } | Denied | Unavailable>
  /** Takes one more try of a waiting report; without one, it may not be sent any more. */
  claim(reportId: string): Promise<{ readonly status: 'ok'; readonly report?: StoredReport } | Denied | Unavailable>
  /** What was spent, and the caps that hold: ours, the site's and the visitor's, the lowest of each. */
  ledger(): Promise<{ readonly status: 'ok'; readonly ledger: LedgerState; readonly caps: Caps } | Denied | Unavailable>
  reports(): Promise<{ readonly status: 'ok'; readonly reports: readonly StoredReport[] } | Denied | Unavailable>
  noteAttempt(reportId: string, outcome: { readonly state: StoredReport['state']; readonly outcome: string }): Promise<{ readonly status: 'ok' } | Denied | Unavailable>
}

export interface ContributionDep {
  readonly gate: Gate
  readonly memory: Memory
  readonly releases: ReleaseStore
  readonly clock: Clock
  readonly random: RandomSource
  /** This browser's arm, drawn where it was not yet; without it the one that is kept. */
  readonly arm?: (recalled: Recollection) => Promise<Arm>
  /** The site's caps, where lower than ours. */
  readonly caps?: Partial<Caps>
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
  'no-task': 'No question that is published now can be answered.',
}

const NO_TASKS: Unavailable = { status: 'unavailable', code: 'no-tasks', message: 'No task file is loaded; set data-collector or data-tasks.' }

const NOT_SEALED: Unavailable = { status: 'unavailable', code: 'not-sealed', message: 'The answer could not be sealed to the aggregators of the question; nothing was answered.' }

export function createContribution(dep: ContributionDep): Contribution {
  let tasks: readonly Task[] | undefined
  let sharder: Sharder | undefined
  /** The task that waits for its sharder. */
  let due: TaskHash | undefined
  const epoch = (): ReturnType<typeof epochOf> => epochOf(dep.clock.now())

  /** What an earlier withdrawal left in the decision. */
  const notBeforeOf = (decision: Decision | undefined): Occasion['notBefore'] => decision?.aggregatesNotBefore as Occasion['notBefore']

  const capsFor = (decision: Decision | undefined): Caps => lowerCaps(dep.caps ?? {}, (decision?.kind === 'granted' ? decision.caps : undefined) ?? {})

  /** What a transaction looks at besides what it reads: the truth is computed inside it, for the one task that is answered. */
  const occasionOf = (offered: readonly Task[], recalled: Recollection, arm: Arm | undefined, sealed: SealedAnswer | undefined): Occasion => {
    const now = dep.clock.now()
    return {
      tasks: offered,
      epoch: epochOf(now),
      random: dep.random,
      truthOf: (task) => answerTask(task, { events: recalled.events, epoch: epochOf(now), now }),
      // Of the published arms the first is the original order, the second the personalised one.
      armOf: () => (arm === 'original' ? 0 : 1),
      ...(sealed === undefined ? {} : { sealed }),
      ...(due === undefined ? {} : { due }),
    }
  }

  /** Under the aggregates grant, with the history as it is now: one transaction, or two where an answer over DAP is sealed between them. */
  const answering = async (step: (held: Held, occasion: Occasion) => Step<Answered>): Promise<Contributed | Denied | Unavailable> => {
    const grant = await dep.gate.request('aggregates')
    if (isRefusal(grant)) return grant
    if (tasks === undefined) return NO_TASKS
    const recalled = await dep.memory.recall()
    if (recalled.status !== 'ok') return recalled
    const offered = tasks
    // Before the transaction, which waits for nothing: an answer may be readied before anything was ranked, and names the arm that this browser will be in.
    const arm = dep.arm !== undefined && offered.some(({ arms }) => arms !== undefined) ? await dep.arm(recalled) : recalled.state.arm
    const transact = (sealed?: SealedAnswer) =>
      dep.releases.release(grant, ({ decision, ...held }) => {
        const notBefore = notBeforeOf(decision)
        // The visitor's own caps lie in the decision, which this transaction has read again.
        const caps = capsFor(decision)
        return step(held, { ...occasionOf(offered, recalled, arm, sealed), caps, ...(notBefore === undefined ? {} : { notBefore }) })
      })
    let done = await transact()
    if (done.status === 'ok' && done.value.status === 'unsealed') {
      const sealing = await seal(done.value.task, occasionOf(offered, recalled, arm, undefined))
      if (sealing.status !== 'ok') return sealing
      // Read again under the same grant: the decision, the ledger and the week may have changed meanwhile, and then nothing is paid for.
      done = await transact(sealing.sealed)
    }
    if (done.status !== 'ok') return done
    if (done.value.status === 'released') return done.value
    const code = done.value.status === 'unsealed' ? 'not-scheduled' : done.value.why
    return { status: 'refused', code, message: WHY[code] ?? code }
  }

  const seal = async (task: Task, { epoch, truthOf, armOf, random }: Occasion): Promise<{ readonly status: 'ok'; readonly sealed: SealedAnswer } | Extract<Contributed, { status: 'needs-sharder' }> | Unavailable> => {
    const { dap } = task
    if (dap === undefined) return NOT_SEALED
    const { leader, helper, taskId, length, chunkLength } = dap
    if (sharder?.taskId !== taskId) {
      due = task.hash
      return { status: 'needs-sharder', aggregators: { leader, helper, taskId } }
    }
    due = undefined
    const cell = histogramCell(task, truthOf(task), armOf(task), random)
    const made = await sharder.seal({ taskId, length, chunkLength, cell, time: (epoch * EPOCH_MS) / 1_000 })
    if (made.status !== 'ok') return made
    const sealed = sealedAnswer(task, epoch, made.bytes)
    return sealed === undefined ? NOT_SEALED : { status: 'ok', sealed }
  }

  return {
    tasks: () => tasks ?? [],

    attachTasks(json) {
      const parsed = parseTasks(readJson(json))
      if (parsed.status !== 'ok') return { status: 'failed', code: 'tasks-invalid', message: `${parsed.path}: ${parsed.message}` }
      tasks = parsed.tasks
      return { status: 'ok' }
    },

    useSharder(next) {
      sharder = next
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
      if (read.status !== 'ok') return read
      const { ledger, decision } = read.value
      return { status: 'ok', ledger: ledger ?? newLedger(epoch(), notBeforeOf(decision)), caps: capsFor(decision) }
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
