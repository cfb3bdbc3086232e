import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import type { RandomSource } from '../ports.js'
import type { Epoch } from '../time.js'
import { answersSince } from './answer.js'
import { answeredInBlock, charge, silentUntil, type ChargeRefusal, type LedgerState } from './ledger.js'
import { CAPS, type Caps } from './limits.js'
import type { MicroEpsilon } from './micro-epsilon.js'
import { decodeReport, encodeReport, REPORT_ID_BYTES, type ReportId } from './report.js'
import { sampleSubset, type BucketIndex } from './subset-selection.js'
import type { Task, TaskHash, TaskId } from './task.js'

/** A release as it is stored: plain, for structured clone. Being of this shape proves nothing; `reviveRelease` does. */
export interface StoredRelease {
  readonly task: TaskId
  readonly hash: TaskHash
  readonly epoch: Epoch
  readonly microEpsilon: MicroEpsilon
  /** Hexadecimal. */
  readonly reportId: string
  /** The exact bytes that leave. */
  readonly bytes: Uint8Array
}

const maker = Symbol('release')
const live = new WeakSet<Release>()

/**
 * Bytes that were paid for and randomised, and so may leave. An instance is the proof: only this file can make one,
 * for a debit that it sees in the ledger.
 */
export class Release {
  readonly #stored: StoredRelease

  /** Unreachable from outside: the key is this file's own. */
  constructor(key: symbol, stored: StoredRelease) {
    if (key !== maker) throw new TypeError('a Release is made by release() alone')
    this.#stored = stored
    live.add(this)
  }

  /** A copy to store or to send; changing it changes nothing here. */
  get stored(): StoredRelease {
    return { ...this.#stored, bytes: this.#stored.bytes.slice() }
  }

  /** Whether a value is a Release that was made here, and not something shaped like one. */
  static isRelease(value: unknown): value is Release {
    return value instanceof Release && live.has(value)
  }
}

export interface ReleaseRequest {
  /** The decision on aggregates, as re-read inside the transaction. */
  readonly granted: boolean
  readonly ledger: LedgerState
  readonly task: Task
  /** The present epoch, by the clock. */
  readonly epoch: Epoch
  readonly truth: BucketIndex
  /** Index of the arm, where the task has arms; drawn without looking at records. */
  readonly arm?: number
  readonly random: RandomSource
  /** The visitor's own press: schedule, silent epochs and the one task a block are not waited for; the ledger is charged as ever. */
  readonly pressed: boolean
  readonly caps?: Caps
}

/** Why nothing was released; stable codes. Nothing here depends on the truth. */
export type ReleaseRefusal = ChargeRefusal | 'denied' | 'silent' | 'answered' | 'not-scheduled' | 'dap-only'

export type ReleaseAnswer =
  | { readonly status: 'released'; readonly ledger: LedgerState; readonly release: Release }
  | { readonly status: 'refused'; readonly why: ReleaseRefusal }

/**
 * Charges the ledger, randomises the truth and writes the report: synchronous and pure but for the random port, to be
 * run inside the one transaction that re-reads the decision and the ledger and stores both results. If that
 * transaction does not complete, neither the debit nor the bytes exist.
 */
export function release(request: ReleaseRequest): ReleaseAnswer {
  const { granted, ledger, task, epoch, truth, arm, random, pressed, caps = CAPS } = request
  if (!granted) return refused('denied')
  if (task.mode !== 'local') return refused('dap-only')
  const early = pressed ? undefined : notDue(ledger, task, epoch)
  if (early !== undefined) return refused(early)
  const id = random.bytes(REPORT_ID_BYTES) as ReportId
  const reportId = bytesToHex(id)
  const since = answersSince(task, epoch)
  const charged = charge(ledger, { task: task.id, hash: task.hash, epoch, microEpsilon: task.epsilon, ...(since === epoch ? {} : { since }), report: reportId }, caps)
  if (charged.status === 'refused') return charged
  const buckets = sampleSubset(task.mechanism, truth, random)
  const bytes = encodeReport({ task, epoch, id, buckets, ...(task.arms === undefined ? {} : { arm: arm ?? 0 }) })
  const made = new Release(maker, { task: task.id, hash: task.hash, epoch, microEpsilon: task.epsilon, reportId, bytes })
  return { status: 'released', ledger: charged.ledger, release: made }
}

/**
 * A stored release, made live again after a reload. It is believed only where the ledger holds the debit for this very
 * report and the bytes are a whole report to that task; otherwise undefined, and the record is to be deleted. A ledger
 * that was forgotten or withdrawn has no such debit, so what it paid for is void with it.
 */
export function reviveRelease(record: StoredRelease, ledger: LedgerState, tasks: readonly Task[]): Release | undefined {
  const decoded = decodeReport(record.bytes, (hash) => tasks.find((task) => task.hash === hash))
  if (decoded.status !== 'ok') return undefined
  const { task, epoch, id } = decoded.report
  const reportId = bytesToHex(id)
  const paid = ledger.debits.some((debit) => debit.report === reportId && debit.hash === task.hash && debit.epoch === epoch && debit.microEpsilon === task.epsilon)
  if (!paid || record.reportId !== reportId || record.epoch !== epoch) return undefined
  return new Release(maker, { task: task.id, hash: task.hash, epoch, microEpsilon: task.epsilon, reportId, bytes: record.bytes.slice() })
}

/**
 * The same paid report, its bytes drawn again from a fresh truth, for a report that never left: what is thrown away was
 * seen by nobody, so the last draw alone costs what was debited. Undefined where the ledger holds no debit for it.
 */
export function resample(record: StoredRelease, ledger: LedgerState, { task, truth, random, arm }: Pick<ReleaseRequest, 'task' | 'truth' | 'random' | 'arm'>): Release | undefined {
  const paid = reviveRelease(record, ledger, [task])
  if (paid === undefined) return undefined
  const buckets = sampleSubset(task.mechanism, truth, random)
  const bytes = encodeReport({ task, epoch: record.epoch, id: hexToBytes(record.reportId) as ReportId, buckets, ...(task.arms === undefined ? {} : { arm: arm ?? 0 }) })
  return new Release(maker, { ...paid.stored, bytes })
}

function notDue(ledger: LedgerState, task: Task, epoch: Epoch): ReleaseRefusal | undefined {
  if (epoch < silentUntil(ledger)) return 'silent'
  if (answeredInBlock(ledger, epoch)) return 'answered'
  const { draw } = ledger
  return draw !== undefined && draw.task === task.id && draw.epoch === epoch && draw.takesPart ? undefined : 'not-scheduled'
}

function refused(why: ReleaseRefusal): ReleaseAnswer {
  return { status: 'refused', why }
}
