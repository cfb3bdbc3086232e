import { randomBytes } from 'node:crypto'
import { encodeReport, REPORT_ID_BYTES, type ReportId } from '../../core/privacy/report.js'
import { sampleSubset, type BucketIndex } from '../../core/privacy/subset-selection.js'
import type { Task } from '../../core/privacy/task.js'
import type { Epoch } from '../../core/time.js'

const random = { bytes: (length: number) => new Uint8Array(randomBytes(length)) }

/** A valid report, as a browser whose true answer is that bucket sends it. */
export function madeReport(task: Task, epoch: Epoch, truth = 0): Uint8Array {
  const buckets = sampleSubset(task.mechanism, truth as BucketIndex, random)
  return encodeReport({ task, epoch, id: random.bytes(REPORT_ID_BYTES) as ReportId, buckets, ...(task.arms === undefined ? {} : { arm: 0 }) })
}
