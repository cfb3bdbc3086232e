import type { RandomSource } from '../../powers.js'
import { EPOCH_MS, type Epoch } from '../../time.js'
import { answerNow, claim, prepare, waiting, type Answered, type Held, type Occasion, type Step } from '../answering.js'
import { sealedAnswer, type SealedAnswer } from '../dap/sealed-answer.js'
import { newLedger, type LedgerState } from '../ledger.js'
import { CAPS, SCHEDULE, type Caps } from '../limits.js'
import { MICRO, type MicroEpsilon } from '../micro-epsilon.js'
import { REPORT_ID_BYTES } from '../report.js'
import type { StoredReport } from '../stored-report.js'
import type { BucketIndex } from '../subset-selection.js'
import type { Task } from '../task.js'
import { uniformFrom } from '../uniform.js'
import { CLAIM, type Proof } from './proof.js'
import type { Subject } from './subject.js'

/** Any week; the rules do not know which. */
const EPOCH = Math.floor(Date.UTC(2026, 10, 24) / EPOCH_MS) as Epoch
const PRESSES = 8
/** Bytes of a DAP-09 report whose sealed parts are all empty: id and time, then seven lengths. */
const DAP_SHAPE = 24 + 4 + 2 * 7

const occasionOf = (task: Task, random: RandomSource, epoch: Epoch = EPOCH, truth = 0): Occasion => ({ tasks: [task], epoch, random, truthOf: () => truth as BucketIndex, armOf: () => 0 })
const emptied = (ledger: LedgerState): Held => ({ ledger, reports: [] })

/** Every report has a debit, and a week's reports lose no more than the week's cap. */
export function debitProof(subject: Subject, task: Task, random: RandomSource): Proof {
  let held = emptied(newLedger(EPOCH))
  let reports = 0
  for (let press = 0; press < PRESSES; press += 1) {
    const step = answerNow(held, occasionOf(task, random), { pressed: true, page: `page ${press}` })
    held = subject.keep(held, step)
    if (step.answer.status === 'released') reports += 1
  }
  const paid = new Set(held.ledger?.debits.map(({ report }) => report) ?? [])
  const unpaid = held.reports.filter(({ reportId }) => !paid.has(reportId)).length
  const loss = (reports * Math.log(CLAIM.numerator / CLAIM.denominator)) / (CAPS.epoch / MICRO)
  return { name: 'debits', ok: unpaid === 0 && loss <= 1, detail: `${PRESSES} presses in a week: ${reports} reports, ${unpaid} without a debit; the week's cap is ε ${CAPS.epoch / MICRO}`, exact: loss }
}

/** Whether, when and with how many draws a browser answers is the same for every truth, given the same randomness. */
export function replayProof(task: Task, randomOf: (seed: number) => RandomSource): Proof {
  const seen = new Set<string>()
  for (let truth = 0; truth < task.mechanism.d; truth += 1) {
    const asked: number[] = []
    const source = randomOf(7)
    const random: RandomSource = {
      bytes: (length) => {
        asked.push(length)
        return source.bytes(length)
      },
    }
    const live: string[] = []
    let held = emptied(newLedger((EPOCH - SCHEDULE.silentEpochs) as Epoch))
    for (let week = 0; week < 12; week += 1) {
      const step = prepare(held, occasionOf(task, random, (EPOCH + week) as Epoch, truth), `page ${week}`)
      held = { ledger: step.ledger ?? held.ledger, reports: [...held.reports, ...(step.put ?? [])] }
      live.push(step.answer.status === 'released' ? `${step.answer.report.reportId} ${step.answer.report.bytes.length}` : step.answer.status === 'refused' ? step.answer.why : step.answer.status)
    }
    seen.add(JSON.stringify([live, asked, held.ledger]))
  }
  return { name: 'neighbouring histories', ok: seen.size === 1, detail: `${task.mechanism.d} truths over twelve weeks with the same randomness: ${seen.size} course of weeks, draws and ledger` }
}

/** A page: what it has ready, and an answer over DAP that it has sealed and not yet paid for. */
type Page = { name: string; ready: StoredReport | undefined; sealed: SealedAnswer | undefined }

/** Caps that a short course reaches: every other course lives under them. */
const LOW: Caps = { report: CAPS.report, epoch: MICRO as MicroEpsilon, year: (2 * MICRO) as MicroEpsilon }

/** Random courses of two tabs that crash at any await: of one debit one sequence of bytes leaves, none without a debit, and what left costs no more than the caps of a week and of 12 months. */
export function crashProof(subject: Subject, tasks: readonly Task[], random: RandomSource, schedules: number): Proof {
  let [twice, unpaid, overspent, sent, sealedSent, capped] = [0, 0, 0, 0, 0, 0]
  const below = uniformFrom(random)
  for (let schedule = 0; schedule < schedules; schedule += 1) {
    const caps = below(2) === 0 ? CAPS : LOW
    const { left, ledger, refused } = course(subject, tasks, random, below, caps)
    capped += refused
    const byDebit = new Map(ledger.debits.map((debit) => [debit.report, debit]))
    sent += left.size
    for (const [id, { bytes }] of left) {
      const debit = byDebit.get(id)
      if (bytes.size > 1) twice += 1
      if (debit === undefined) unpaid += 1
      if (tasks.find(({ hash }) => hash === debit?.hash)?.dap !== undefined) sealedSent += 1
    }
    overspent += overspending([...left.values()].map(({ report }) => report), caps)
  }
  return { name: 'crashes and tabs', ok: twice + unpaid + overspent === 0, detail: `${schedules} random courses of two tabs, ${sent} reports left, ${sealedSent} of them over DAP: ${twice} debits with two reports, ${unpaid} reports without a debit, ${overspent / MICRO} ε overspent; the caps refused ${capped} answers` }
}

/** By the books of whoever received the reports, whatever the ledger says: micro-ε past the caps of any week, and of any 12 months. */
function overspending(reports: readonly StoredReport[], caps: Caps): number {
  const weeks = [...new Set(reports.map(({ epoch }) => epoch))]
  const past = (cap: number, counts: (report: StoredReport) => boolean): number => Math.max(0, reports.filter(counts).reduce((sum, { microEpsilon }) => sum + microEpsilon, 0) - cap)
  return weeks.reduce((sum, week) => sum + past(caps.epoch, ({ epoch }) => epoch === week) + past(caps.year, ({ epoch }) => epoch > week - SCHEDULE.yearEpochs && epoch <= week), 0)
}

interface Left {
  readonly report: StoredReport
  readonly bytes: Set<string>
}

function course(subject: Subject, tasks: readonly Task[], random: RandomSource, below: (n: number) => number, caps: Caps): { readonly left: ReadonlyMap<string, Left>; readonly ledger: LedgerState; readonly refused: number } {
  let held = emptied(newLedger((EPOCH - SCHEDULE.silentEpochs) as Epoch))
  let epoch = EPOCH
  let names = 0
  const renew = (page: Page): void => void Object.assign(page, { name: `page ${(names += 1)}`, ready: undefined, sealed: undefined })
  const pages: readonly Page[] = [{ name: 'a', ready: undefined, sealed: undefined }, { name: 'b', ready: undefined, sealed: undefined }]
  const left = new Map<string, Left>()
  const send = (report: StoredReport): void => {
    const known = left.get(report.reportId) ?? { report, bytes: new Set() }
    left.set(report.reportId, { report, bytes: known.bytes.add(report.bytes.join()) })
  }
  let refused = 0
  /** One transaction; where it asks for a sealed answer, that is made, and paid for when this page comes to it again: anything may happen between. */
  const answering = (page: Page, step: (occasion: Occasion) => Step<Answered>): StoredReport | undefined => {
    const made = step({ tasks, epoch, random, truthOf: ({ mechanism }) => below(mechanism.d) as BucketIndex, armOf: () => 0, caps, ...(page.sealed === undefined ? {} : { sealed: page.sealed }) })
    held = subject.keep(held, made)
    if (made.answer.status === 'refused' && made.answer.why.endsWith('-cap')) refused += 1
    page.sealed = made.answer.status === 'unsealed' ? madeUpSeal(made.answer.task, epoch, random) : undefined
    return made.answer.status === 'released' ? made.answer.report : undefined
  }
  for (let step = 0; step < 12; step += 1) {
    const page = pages[below(2)]
    if (page === undefined) break
    // One await in four is the last one of its page.
    const crashes = below(4) === 0
    const act = below(6)
    if (act === 0) epoch = Math.max(EPOCH, epoch + below(4) - 1) as Epoch
    if (act === 1) {
      page.ready = undefined
      const made = answering(page, (occasion) => subject.prepare(held, occasion, page.name))
      if (!crashes) page.ready = made
    }
    if (act === 2) {
      if (page.ready !== undefined) send(page.ready)
      renew(page)
    }
    if (act === 3) {
      page.ready = undefined
      const made = answering(page, (occasion) => answerNow(held, occasion, { pressed: true, page: page.name }))
      if (!crashes && made !== undefined) send(made)
    }
    if (act === 4) {
      for (const id of waiting(held.reports)) {
        const made = claim(held, { tasks, epoch }, id)
        held = subject.keep(held, made)
        if (!crashes && made.answer !== undefined) send(made.answer)
      }
    }
    if (crashes) renew(page)
  }
  return { left, ledger: held.ledger ?? newLedger(EPOCH), refused }
}

/** A report over DAP of the right shape, with random bytes for its shares: what seals the real ones is not under proof here. */
function madeUpSeal(task: Task, epoch: Epoch, random: RandomSource): SealedAnswer | undefined {
  const bytes = new Uint8Array(DAP_SHAPE)
  bytes.set(random.bytes(REPORT_ID_BYTES))
  new DataView(bytes.buffer).setBigUint64(REPORT_ID_BYTES, BigInt((epoch * EPOCH_MS) / 1_000))
  return sealedAnswer(task, epoch, bytes)
}
