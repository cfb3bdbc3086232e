import { EPOCH_MS, type Epoch } from '../../time.js'
import type { Task, TaskHash } from '../task.js'
import { readDapReport } from './dap-report.js'

/**
 * An answer that is cut in two shares and sealed to the aggregators, before the ledger is asked: encryption is
 * asynchronous, the one transaction is not. Until a debit stands beside it, it is nothing: it is stored and sent only
 * as a Release.
 */
export interface SealedAnswer {
  readonly hash: TaskHash
  readonly epoch: Epoch
  /** Hexadecimal, as the report has it. */
  readonly reportId: string
  readonly bytes: Uint8Array
}

/** The sealed answer in a report, or undefined where the bytes are no report of that epoch. */
export function sealedAnswer(task: Task, epoch: Epoch, bytes: Uint8Array): SealedAnswer | undefined {
  const head = readDapReport(bytes)
  if (head === undefined || head.time !== (epoch * EPOCH_MS) / 1_000) return undefined
  return { hash: task.hash, epoch, reportId: head.id, bytes }
}
