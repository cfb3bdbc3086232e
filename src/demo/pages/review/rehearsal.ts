import { answerTask } from '../../../core/privacy/answer.js'
import { encodeReport, REPORT_ID_BYTES } from '../../../core/privacy/report.js'
import { sampleSubset } from '../../../core/privacy/subset-selection.js'
import type { Task } from '../../../core/privacy/task.js'
import { epochOf, type Millis } from '../../../core/time.js'
import type { InteractionEvent } from '../../../core/history/event.js'
import type { RandomSource } from '../../../core/ports.js'

/** A report drawn by the code that draws the real ones, which is sent nowhere and charged to nobody. */
export interface Rehearsal {
  readonly task: Task
  /** Index of the supposed true answer. */
  readonly truth: number
  readonly bytes: Uint8Array
}

const random: RandomSource = { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) }

type Bucket = Parameters<typeof sampleSubset>[1]
type ReportId = Parameters<typeof encodeReport>[0]['id']

/** Draws what would leave for a supposed answer. */
export function rehearse(task: Task, truth: number, now: number): Rehearsal {
  const buckets = [...sampleSubset(task.mechanism, truth as Bucket, random)].sort((a, b) => a - b)
  const bytes = encodeReport({ task, epoch: epochOf(now as Millis), id: random.bytes(REPORT_ID_BYTES) as ReportId, buckets, ...(task.arms === undefined ? {} : { arm: (random.bytes(1)[0] ?? 0) & 1 }) })
  return { task, truth, bytes }
}

/** The visitor's true answer this week, by the same code; it stays on this page. */
export function trueAnswer(task: Task, events: readonly InteractionEvent[], now: number): number {
  return answerTask(task, { events, epoch: epochOf(now as Millis), now: now as Millis })
}
