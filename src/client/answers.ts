import type { Refusal, Unavailable } from '../core/answer.js'
import type { Clock } from '../core/ports.js'
import { MOST_ATTEMPTS, type StoredReport } from '../core/privacy/stored-report.js'
import { epochOf, type Epoch } from '../core/time.js'
import type { ContributeMessage, PersonalizerFacade } from '../protocol/personalizer.js'
import type { Delivery } from './courier.js'
import type { Aggregators } from './worker-host.js'

/** The page's part in answering published questions, while the second consent stands. */
export interface Answers {
  /** Fetches the questions, tries again what waits, and readies the scheduled answer. Once an epoch; asking again is free. */
  offer(): Promise<void>
  /** The visitor's own press: one task is answered and sent now. */
  press(): Promise<Pressed>
  /** The history changed: what is ready is drawn again from it, shortly. */
  refresh(): void
  /** The page is being left: what is ready leaves with it. Synchronous up to the request. */
  leave(): void
  /** The page is seen again, perhaps in another week. */
  seen(): void
  /** The collector may be reachable again. */
  retry(): void
  /** Consent ended or the worker did: requests in flight are dropped, nothing more is sent. */
  stop(): void
}

export type Pressed = { readonly status: 'sent'; readonly report: StoredReport; readonly delivery: Delivery } | Exclude<ContributeMessage, { readonly status: 'released' | 'needs-sharder' }>

type Facade = Pick<PersonalizerFacade<MessagePort>, 'attachTasks' | 'prepare' | 'contribute' | 'waiting' | 'claim' | 'noteAttempt'>

export interface AnswersDep {
  readonly clock: Clock
  /** A new random name for this page to the store; it never leaves the device. */
  readonly name: () => string
  /** The published task file, or undefined where it cannot be had now. */
  readonly fetchTasks: (signal: AbortSignal) => Promise<string | undefined>
  readonly ask: <T>(use: (facade: Facade) => Promise<T>) => Promise<T | Refusal>
  /** Loads what seals an answer to a task's aggregators; only where one is due. */
  readonly startSharder: (aggregators: Aggregators) => Promise<{ readonly status: 'ok' } | Unavailable>
  readonly deliver: (report: StoredReport, signal: AbortSignal) => Promise<Delivery>
  /** Runs once after so many milliseconds; answers the way to call it off. */
  readonly after: (ms: number, run: () => void) => () => void
}

/** The published moment: thirty minutes after the epoch's first view, unless the page is left before. */
export const REPORT_AFTER_MS = 30 * 60_000
/** Milliseconds that changes of the history are gathered for: one transaction for a burst of events. */
const REFRESH_MS = 1_000
/** Milliseconds until a page that stays open tries again; only once, so that a try is left for a later page. */
const RETRY_MS = 5 * 60_000

export function createAnswers(dep: AnswersDep): Answers {
  let stopping = new AbortController()
  let offering: { readonly epoch: Epoch; readonly done: Promise<boolean> } | undefined
  /** What may leave with the page. Dropped before it is drawn again, so that bytes that were replaced can never be sent. */
  let ready: StoredReport | undefined
  let scheduled = false
  /** While an answer is being drawn: what changes meanwhile has it drawn again. */
  let drawing = false
  let changed = false
  let wanted = false
  /** Renewed whenever bytes may have left, or an answer was lost: what the store holds under the old name is then final. */
  let page = dep.name()
  let pressing: Promise<unknown> = Promise.resolve()
  const inFlight = new Set<string>()
  let timers: readonly (() => void)[] = []
  let refreshing: (() => void) | undefined

  const later = (ms: number, run: () => void): void => {
    timers = [...timers, dep.after(ms, run)]
  }

  /** Asks the worker for an answer; where that is one over DAP, with what seals it, loaded for the first such answer. */
  const answered = async (use: (facade: Facade) => Promise<ContributeMessage>): Promise<Exclude<ContributeMessage, { readonly status: 'needs-sharder' }>> => {
    const made = await dep.ask(use)
    if (made.status !== 'needs-sharder') return made
    const started = await dep.startSharder(made.aggregators)
    if (started.status !== 'ok') return started
    const again = await dep.ask(use)
    return again.status === 'needs-sharder' ? { status: 'unavailable', code: 'not-sealed', message: 'The question changed while its answer was being sealed; nothing was answered.' } : again
  }

  const send = async (report: StoredReport): Promise<Delivery> => {
    const { signal } = stopping
    inFlight.add(report.reportId)
    const delivery = await dep.deliver(report, signal)
    if (!signal.aborted) await dep.ask((facade) => facade.noteAttempt(report.reportId, delivery))
    inFlight.delete(report.reportId)
    if (!signal.aborted && delivery.state === 'waiting' && report.attempts < MOST_ATTEMPTS - 1) later(RETRY_MS, () => void sendWaiting())
    return delivery
  }

  const list = async (): Promise<readonly string[]> => {
    const kept = await dep.ask((facade) => facade.waiting())
    return kept.status === 'ok' ? kept.reports.filter((id) => !inFlight.has(id)) : []
  }

  const sendEach = async (ids: readonly string[]): Promise<void> => {
    const { signal } = stopping
    for (const id of ids) {
      const claimed = await dep.ask((facade) => facade.claim(id))
      if (signal.aborted || claimed.status !== 'ok') return
      if (claimed.report !== undefined) await send(claimed.report)
    }
  }

  /** What a press is just sending must not be taken for something left behind. */
  const sendWaiting = async (): Promise<void> => {
    await pressing
    await sendEach(await list())
  }

  const makeReady = async (): Promise<void> => {
    const { signal } = stopping
    ready = undefined
    ;[drawing, changed] = [true, false]
    const made = await answered((facade) => facade.prepare(page))
    drawing = false
    if (made.status !== 'released' && made.status !== 'refused') page = dep.name()
    if (signal.aborted || !scheduled) return
    ready = made.status === 'released' ? made.report : undefined
    if (changed) refresh()
  }

  const refresh = (): void => {
    changed = drawing
    if (ready === undefined || refreshing !== undefined) return
    refreshing = dep.after(REFRESH_MS, () => {
      refreshing = undefined
      if (scheduled) void makeReady()
    })
  }

  /** The published moment has come, by the clock. */
  const answerNow = async (): Promise<void> => {
    if (!scheduled) return
    const { signal } = stopping
    scheduled = false
    ready = undefined
    const made = await answered((facade) => facade.contribute(false, page))
    if (!signal.aborted && made.status === 'released') await send(made.report)
  }

  const begin = async (): Promise<boolean> => {
    const { signal } = stopping
    const tasks = await dep.fetchTasks(signal)
    if (tasks === undefined || signal.aborted) return false
    const attached = await dep.ask((facade) => facade.attachTasks(tasks))
    if (signal.aborted || attached.status !== 'ok') return false
    // First the schedule: it makes final what an earlier page had ready, which may then be claimed.
    scheduled = true
    await makeReady()
    if (ready === undefined) scheduled = false
    else later(REPORT_AFTER_MS, () => void answerNow())
    const left = await list()
    if (!signal.aborted) void sendEach(left)
    return true
  }

  const offer = async (): Promise<boolean> => {
    const epoch = epochOf(dep.clock.now())
    if (offering?.epoch !== epoch) offering = { epoch, done: begin() }
    const current = offering
    const begun = await current.done
    if (!begun && wanted && offering === current) {
      offering = undefined
      later(RETRY_MS, () => void offer())
    }
    return begun
  }

  const press = async (): Promise<Pressed> => {
    const { signal } = stopping
    // Asked first of all: without the consent not even the questions are fetched.
    const allowed = await dep.ask((facade) => facade.waiting())
    if (allowed.status !== 'ok') return allowed
    if (!(await offer()) && !signal.aborted) return { status: 'unavailable', code: 'no-tasks', message: 'The published questions could not be read; nothing was answered. Try again when the collector answers.' }
    // What was ready is what the press sends: one debit, one answer.
    scheduled = false
    ready = undefined
    const made = await answered((facade) => facade.contribute(true, page))
    if (made.status !== 'released') return made
    if (signal.aborted) return { status: 'denied', purpose: 'aggregates' }
    return { status: 'sent', report: made.report, delivery: await send(made.report) }
  }

  return {
    async offer() {
      wanted = true
      await offer()
    },

    press() {
      const pressed = press()
      pressing = pressed
      return pressed
    },

    refresh,

    leave() {
      if (ready === undefined) return
      const report = ready
      scheduled = false
      ready = undefined
      page = dep.name()
      void send(report)
    },

    seen() {
      if (wanted) void offer()
    },

    retry() {
      if (wanted) void offer().then((begun) => (begun ? sendWaiting() : undefined))
    },

    stop() {
      stopping.abort()
      stopping = new AbortController()
      wanted = false
      offering = undefined
      ready = undefined
      scheduled = false
      refreshing?.()
      refreshing = undefined
      for (const cancel of timers) cancel()
      timers = []
    },
  }
}
