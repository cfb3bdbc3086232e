import { given } from '../given.js'
import type { Epoch } from '../time.js'
import { SCHEDULE, type Caps } from './limits.js'
import { MICRO, sum, type MicroEpsilon } from './micro-epsilon.js'
import { monthNumber, monthsAfter, monthsOf, type Month } from './month.js'
import type { TaskHash, TaskId } from './task.js'

/** One report that was paid for. */
export interface Debit {
  readonly task: TaskId
  readonly hash: TaskHash
  readonly epoch: Epoch
  readonly microEpsilon: MicroEpsilon
  /** The earliest epoch whose records the answer may depend on; its own where absent. */
  readonly since?: Epoch
  /** Hexadecimal id of the report it paid for, so that no report exists without a debit. */
  readonly report: string
}

/** What one month cost, rounded up to whole ε: all that stays of its debits after a visitor forgets. */
export interface MonthTotal {
  readonly month: Month
  readonly microEpsilon: MicroEpsilon
}

/** What the schedule drew, kept so that a reload cannot draw again. */
export interface BlockDraw {
  readonly block: number
  /** The one task of this block, by id; null where the file had none. */
  readonly task: TaskId | null
  /** The latest epoch whose participation was drawn, and how it came out. */
  readonly epoch: Epoch
  readonly takesPart: boolean
}

/** What this browser has spent. Plain, so that it can be stored by structured clone; only these rules change it. */
export interface LedgerState {
  readonly version: 1
  readonly createdEpoch: Epoch
  /** The highest epoch ever seen: a clock moved back refills nothing. */
  readonly highestEpoch: Epoch
  readonly debits: readonly Debit[]
  readonly months: readonly MonthTotal[]
  /** What was spent before anything listed, in micro-ε. */
  readonly earlier: MicroEpsilon
  readonly draw?: BlockDraw
  /** Carried over from a withdrawal: nothing is answered before this month. */
  readonly notBefore?: Month
}

/** A ledger that answers nothing in its first two epochs. `notBefore` comes from the record of an earlier withdrawal. */
export function newLedger(epoch: Epoch, notBefore?: Month): LedgerState {
  return { version: 1, createdEpoch: epoch, highestEpoch: epoch, debits: [], months: [], earlier: 0 as MicroEpsilon, ...given({ notBefore }) }
}

/** The first epoch in which the schedule may answer. */
export function silentUntil(ledger: LedgerState): Epoch {
  return (ledger.createdEpoch + SCHEDULE.silentEpochs) as Epoch
}

export function blockOf(epoch: Epoch): number {
  return Math.floor(epoch / SCHEDULE.blockEpochs)
}

export interface Spent {
  readonly epoch: MicroEpsilon
  readonly year: MicroEpsilon
  readonly lifetime: MicroEpsilon
}

/**
 * What counts against the caps in an epoch. A month total counts whole against every epoch and every 12 months that it
 * may belong to: forgetting never makes room.
 */
export function spent(ledger: LedgerState, epoch: Epoch): Spent {
  const { first } = monthsOf(epoch)
  const debits = (counts: (debit: Debit) => boolean) => ledger.debits.filter(counts).map(({ microEpsilon }) => microEpsilon)
  const months = (counts: (month: number) => boolean) => ledger.months.filter(({ month }) => counts(monthNumber(month))).map(({ microEpsilon }) => microEpsilon)
  return {
    epoch: sum([...debits((debit) => (debit.since ?? debit.epoch) <= epoch && epoch <= debit.epoch), ...months((month) => month >= monthNumber(first))]),
    year: sum([...debits((debit) => debit.epoch > epoch - SCHEDULE.yearEpochs), ...months((month) => month >= monthNumber(first) - 12)]),
    lifetime: sum([ledger.earlier, ...debits(() => true), ...months(() => true)]),
  }
}

/** Whether this browser has answered, or may have answered, in the epoch's block. */
export function answeredInBlock(ledger: LedgerState, epoch: Epoch): boolean {
  const block = blockOf(epoch)
  const from = monthNumber(monthsOf((block * SCHEDULE.blockEpochs) as Epoch).first)
  return ledger.debits.some((debit) => blockOf(debit.epoch) === block) || ledger.months.some(({ month }) => monthNumber(month) >= from)
}

/** Why a charge is refused; stable codes. */
export type ChargeRefusal = 'clock-moved-back' | 'not-before' | 'report-cap' | 'epoch-cap' | 'year-cap'

/** Why `charge` would be refused in this epoch, or undefined where it fits under every cap, for every epoch whose records it uses. */
export function refusalOf(ledger: LedgerState, epoch: Epoch, microEpsilon: MicroEpsilon, caps: Caps, since: Epoch = epoch): ChargeRefusal | undefined {
  if (epoch < ledger.highestEpoch) return 'clock-moved-back'
  if (ledger.notBefore !== undefined && monthNumber(monthsOf(epoch).first) < monthNumber(ledger.notBefore)) return 'not-before'
  const already = spent(ledger, epoch)
  if (microEpsilon > caps.report) return 'report-cap'
  for (let unit = since; unit <= epoch; unit = (unit + 1) as Epoch) if (spent(ledger, unit).epoch + microEpsilon > caps.epoch) return 'epoch-cap'
  if (already.year + microEpsilon > caps.year) return 'year-cap'
  return undefined
}

/** The ledger with the debit in it, or why not. The only way ε is spent. */
export function charge(ledger: LedgerState, debit: Debit, caps: Caps): { readonly status: 'charged'; readonly ledger: LedgerState } | { readonly status: 'refused'; readonly why: ChargeRefusal } {
  const why = refusalOf(ledger, debit.epoch, debit.microEpsilon, caps, debit.since)
  if (why !== undefined) return { status: 'refused', why }
  const seen = seenAt(ledger, debit.epoch)
  return { status: 'charged', ledger: { ...seen, debits: [...seen.debits, debit] } }
}

/** The ledger in which a debit stands for another report than before: the earlier one never left and is void. */
export function exchange(ledger: LedgerState, report: string, by: string): LedgerState {
  return { ...ledger, debits: ledger.debits.map((debit) => (debit.report === report ? { ...debit, report: by } : debit)) }
}

/** The ledger after a look at the clock: the highest epoch rises, what no cap looks at any more becomes one figure. */
export function seenAt(ledger: LedgerState, epoch: Epoch): LedgerState {
  if (epoch <= ledger.highestEpoch) return ledger
  const year = epoch - SCHEDULE.yearEpochs
  const oldest = monthNumber(monthsOf(epoch).first) - 12
  const gone = [...ledger.debits.filter((debit) => debit.epoch <= year), ...ledger.months.filter(({ month }) => monthNumber(month) < oldest)]
  return {
    ...ledger,
    highestEpoch: epoch,
    debits: ledger.debits.filter((debit) => debit.epoch > year),
    months: ledger.months.filter(({ month }) => monthNumber(month) >= oldest),
    earlier: sum([ledger.earlier, ...gone.map(({ microEpsilon }) => microEpsilon)]),
  }
}

/** What forgetting everything leaves: totals by month, rounded up to whole ε; no task, no epoch, no report id. */
export function forgotten(ledger: LedgerState): LedgerState {
  const totals = new Map<Month, number>(ledger.months.map(({ month, microEpsilon }) => [month, microEpsilon]))
  for (const { epoch, microEpsilon } of ledger.debits) {
    const month = monthsOf(epoch).last
    totals.set(month, (totals.get(month) ?? 0) + microEpsilon)
  }
  const { draw: _draw, ...kept } = ledger
  return {
    ...kept,
    debits: [],
    months: [...totals].sort(([a], [b]) => (a < b ? -1 : 1)).map(([month, total]) => ({ month, microEpsilon: (Math.ceil(total / MICRO) * MICRO) as MicroEpsilon })),
  }
}

/**
 * The one field that a withdrawal leaves in the refusal: the month from which the caps are surely whole again, or
 * undefined where nothing was spent in 12 months. A later grant hands it to `newLedger`.
 */
export function aggregatesNotBefore(ledger: LedgerState): Month | undefined {
  const months = [
    ...forgotten(ledger).months.map(({ month }) => monthsAfter(month, 13)),
    // What has aged out has aged out by the highest epoch seen: a clock moved back afterwards must not bring it in again.
    ...(ledger.earlier > 0 ? [monthsAfter(monthsOf(ledger.highestEpoch).last, 1)] : []),
    ...(ledger.notBefore === undefined ? [] : [ledger.notBefore]),
  ]
  return months.sort().at(-1)
}
