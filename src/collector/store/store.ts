import type { DapBatch } from '../../core/privacy/dap/dap-batch.js'
import type { Report } from '../../core/privacy/report.js'
import type { Task } from '../../core/privacy/task.js'
import type { Epoch } from '../../core/time.js'

/** What became of a report: counted, known already, or a known id with another body. */
export type Admission = 'accepted' | 'duplicate' | 'conflict'

/** A valid report with its bytes. */
export interface Arrival {
  readonly report: Report
  readonly bytes: Uint8Array
}

/** How often each bucket's bit was set in n reports of one task, epoch and arm. */
export interface Tally {
  readonly hash: string
  readonly epoch: Epoch
  /** Index of the arm; undefined where the task has none. */
  readonly arm?: number
  readonly n: number
  readonly counts: readonly number[]
}

/** A batch that two aggregators gave, as it is kept. */
export interface KeptBatch extends DapBatch {
  readonly hash: string
  readonly epoch: Epoch
}

/** Where a collector keeps what it was sent. */
export interface Store {
  /** Adds reports and counts them in one transaction; the answers are in order. */
  add(arrivals: readonly Arrival[]): Promise<readonly Admission[]>
  /** Tallies of a task, all arms, newest epoch first; of one epoch where one is given. */
  tallies(hash: string, epoch?: Epoch): Promise<readonly Tally[]>
  /** Keeps what the aggregators of a task gave for one epoch: once, since each batch can be collected once. `conflict` where another batch is kept. */
  keepBatch(batch: KeptBatch): Promise<Admission>
  /** Collected batches of a task, newest epoch first; of one epoch where one is given. */
  batches(hash: string, epoch?: Epoch): Promise<readonly KeptBatch[]>
  /** Keeps the definitions, so that a result can be explained after its task left the file. */
  keepTasks(tasks: readonly Task[]): Promise<void>
  /** Deletes the reports, ids and all, of the epochs before this one; the tallies stay. */
  clearBefore(epoch: Epoch): Promise<void>
  /** Throws where the database does not answer. */
  check(): Promise<void>
  close(): Promise<void>
}
