import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import type { RandomSource } from '../powers.js'
import type { Epoch } from '../time.js'
import { answersSince } from './answer.js'
import { sealedAnswer, type SealedAnswer } from './dap/sealed-answer.js'
import { answeredInBlock, charge, exchange, silentUntil, type ChargeRefusal, type LedgerState } from './ledger.js'
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
  /** Where they go instead of the collector: the aggregators' leader, which knows the question by `taskId`. */
  readonly upload?: { readonly leader: string; readonly taskId: string }
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
  /** The true answer, of a task in local mode; computed when the mechanism is reached. */
  readonly truthOf: (task: Task) => BucketIndex
  /** Index of the arm, where the task has arms; drawn without looking at records. */
  readonly arm?: number
  /** The answer of a task in mode `dap`, sealed to its aggregators beforehand. */
  readonly sealed?: SealedAnswer
  readonly random: RandomSource
  /** The visitor's own press: schedule, silent epochs and the one task a block are not waited for; the ledger is charged as ever. */
  readonly pressed: boolean
  readonly caps?: Caps
}

/** Why nothing was released; stable codes. Nothing here depends on the truth. */
export type ReleaseRefusal = ChargeRefusal | 'denied' | 'silent' | 'answered' | 'not-scheduled' | 'unsealed'

export type ReleaseAnswer =
  | { readonly status: 'released'; readonly ledger: LedgerState; readonly release: Release }
  | { readonly status: 'refused'; readonly why: ReleaseRefusal }

/**
 * Charges the ledger, randomises the truth and writes the report: synchronous and pure but for the random port, to be
 * run inside the one transaction that re-reads the decision and the ledger and stores both results. If that
 * transaction does not complete, neither the debit nor the bytes exist.
 */
export function release(request: ReleaseRequest): ReleaseAnswer {
  const { granted, ledger, task, epoch, truthOf, arm, sealed, random, pressed, caps = CAPS } = request
  if (!granted) return refused('denied')
  const early = pressed ? undefined : notDue(ledger, task, epoch)
  if (early !== undefined) return refused(early)
  const id = random.bytes(REPORT_ID_BYTES) as ReportId
  const reportId = task.dap === undefined ? bytesToHex(id) : (sealed?.reportId ?? '')
  const since = answersSince(task, epoch)
  const charged = charge(ledger, { task: task.id, hash: task.hash, epoch, microEpsilon: task.epsilon, ...(since === epoch ? {} : { since }), report: reportId }, caps)
  if (charged.status === 'refused') return charged
  const stored: Omit<StoredRelease, 'bytes'> = { task: task.id, hash: task.hash, epoch, microEpsilon: task.epsilon, reportId }
  if (task.dap !== undefined) {
    if (!isSealedFor(sealed, task, epoch)) return refused('unsealed')
    return { status: 'released', ledger: charged.ledger, release: new Release(maker, { ...stored, ...uploadOf(task), bytes: sealed.bytes.slice() }) }
  }
  const buckets = sampleSubset(task.mechanism, truthOf(task), random)
  const bytes = encodeReport({ task, epoch, id, buckets, ...(task.arms === undefined ? {} : { arm: arm ?? 0 }) })
  return { status: 'released', ledger: charged.ledger, release: new Release(maker, { ...stored, bytes }) }
}

/**
 * A stored release, made live again after a reload. It is believed only where the ledger holds the debit for this very
 * report and the bytes are a whole report to that task; otherwise undefined, and the record is to be deleted. A ledger
 * that was forgotten or withdrawn has no such debit, so what it paid for is void with it.
 */
export function reviveRelease(record: StoredRelease, ledger: LedgerState, tasks: readonly Task[]): Release | undefined {
  const read = readRecord(record, tasks)
  if (read === undefined) return undefined
  const { task, epoch, reportId } = read
  const paid = ledger.debits.some((debit) => debit.report === reportId && debit.hash === task.hash && debit.epoch === epoch && debit.microEpsilon === task.epsilon)
  if (!paid || record.reportId !== reportId || record.epoch !== epoch) return undefined
  return new Release(maker, { task: task.id, hash: task.hash, epoch, microEpsilon: task.epsilon, reportId, ...uploadOf(task), bytes: record.bytes.slice() })
}

/** What the bytes of a record say of themselves: a report to a task in local mode names its task, one over DAP has only its id and time in clear. */
function readRecord(record: StoredRelease, tasks: readonly Task[]): { readonly task: Task; readonly epoch: Epoch; readonly reportId: string } | undefined {
  const recorded = tasks.find((task) => task.hash === record.hash)
  if (recorded?.dap !== undefined) {
    const sealed = sealedAnswer(recorded, record.epoch, record.bytes)
    return sealed === undefined ? undefined : { task: recorded, epoch: sealed.epoch, reportId: sealed.reportId }
  }
  const decoded = decodeReport(record.bytes, (hash) => tasks.find((task) => task.hash === hash))
  if (decoded.status !== 'ok') return undefined
  const { task, epoch, id } = decoded.report
  return { task, epoch, reportId: bytesToHex(id) }
}

/**
 * The same paid report, its bytes drawn again from a fresh truth, for a report that never left: what is thrown away was
 * seen by nobody, so the last draw alone costs what was debited. Over DAP a report sealed anew has an id of its own, so
 * the debit goes over to it and the old bytes are void. Refused where the ledger holds no debit for the record.
 */
export function resample(record: StoredRelease, ledger: LedgerState, { task, truthOf, random, arm, sealed }: Pick<ReleaseRequest, 'task' | 'truthOf' | 'random' | 'arm' | 'sealed'>): ReleaseAnswer | { readonly status: 'refused'; readonly why: 'unpaid' } {
  const paid = reviveRelease(record, ledger, [task])
  if (paid === undefined) return { status: 'refused', why: 'unpaid' }
  if (task.dap !== undefined) {
    if (!isSealedFor(sealed, task, record.epoch)) return refused('unsealed')
    return { status: 'released', ledger: exchange(ledger, record.reportId, sealed.reportId), release: new Release(maker, { ...paid.stored, reportId: sealed.reportId, bytes: sealed.bytes.slice() }) }
  }
  const buckets = sampleSubset(task.mechanism, truthOf(task), random)
  const bytes = encodeReport({ task, epoch: record.epoch, id: hexToBytes(record.reportId) as ReportId, buckets, ...(task.arms === undefined ? {} : { arm: arm ?? 0 }) })
  return { status: 'released', ledger, release: new Release(maker, { ...paid.stored, bytes }) }
}

function isSealedFor(sealed: SealedAnswer | undefined, task: Task, epoch: Epoch): sealed is SealedAnswer {
  return sealed !== undefined && sealed.hash === task.hash && sealed.epoch === epoch && sealedAnswer(task, epoch, sealed.bytes)?.reportId === sealed.reportId
}

function uploadOf({ dap }: Task): Pick<StoredRelease, 'upload'> {
  return dap === undefined ? {} : { upload: { leader: dap.leader, taskId: dap.taskId } }
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
