import { hexToBytes } from '@noble/hashes/utils.js'
import type { Epoch } from '../time.js'
import type { BucketIndex } from './subset-selection.js'
import { TASK_HASH_BYTES, type Task } from './task.js'

/** Random identifier of a report, 16 bytes, against duplicates. */
export type ReportId = Uint8Array & { readonly __brand: 'ReportId' }

export const REPORT_ID_BYTES = 16

/** A report as it travels: no identifier of visitor or page, no time finer than the epoch. */
export interface Report {
  readonly task: Task
  readonly epoch: Epoch
  readonly id: ReportId
  /** The w buckets, in ascending order. */
  readonly buckets: readonly BucketIndex[]
  /** Index of the arm, where the task has arms. */
  readonly arm?: number
}

const VERSION = 1
const OFFSET = { hash: 1, epoch: 1 + TASK_HASH_BYTES, id: 5 + TASK_HASH_BYTES, map: 5 + TASK_HASH_BYTES + REPORT_ID_BYTES } as const

/** Length in bytes of every report to a task: 37 + ⌈d/8⌉, and one more where it has arms. */
export function reportLength(task: Task): number {
  return OFFSET.map + mapLength(task) + (task.arms === undefined ? 0 : 1)
}

/**
 * Byte 0 version 1; 1–16 task hash; 17–20 epoch, big-endian; 21–36 report id; then ⌈d/8⌉ bytes with bucket i at
 * bit i mod 8 of byte ⌊i/8⌋; then the arm, where the task has arms.
 */
export function encodeReport({ task, epoch, id, buckets, arm }: Report): Uint8Array {
  const bytes = new Uint8Array(reportLength(task))
  bytes[0] = VERSION
  bytes.set(hexToBytes(task.hash), OFFSET.hash)
  new DataView(bytes.buffer).setUint32(OFFSET.epoch, epoch)
  bytes.set(id, OFFSET.id)
  for (const bucket of buckets) {
    const at = OFFSET.map + (bucket >> 3)
    bytes[at] = (bytes[at] ?? 0) | (1 << (bucket & 7))
  }
  if (task.arms !== undefined) bytes[bytes.length - 1] = arm ?? 0
  return bytes
}

export type DecodedReport =
  | { readonly status: 'ok'; readonly report: Report }
  | { readonly status: 'malformed'; readonly why: string }
  | { readonly status: 'unknown-task'; readonly why: string }

/** Reads a report and accepts nothing that `encodeReport` does not write: exact length, spare bits zero, exactly w bits. */
export function decodeReport(bytes: Uint8Array, taskOf: (hash: string) => Task | undefined): DecodedReport {
  if (bytes.length <= OFFSET.map) return malformed('the report is too short')
  if (bytes[0] !== VERSION) return malformed(`byte 0 is the version, ${VERSION}`)
  const task = taskOf(hexAt(bytes, OFFSET.hash, TASK_HASH_BYTES))
  if (task === undefined) return { status: 'unknown-task', why: 'no published task has this hash' }
  if (bytes.length !== reportLength(task)) return malformed(`a report to ${task.id} has ${reportLength(task)} bytes`)
  const buckets: BucketIndex[] = []
  for (let bit = 0; bit < mapLength(task) * 8; bit += 1) {
    if ((((bytes[OFFSET.map + (bit >> 3)] ?? 0) >> (bit & 7)) & 1) === 0) continue
    if (bit >= task.mechanism.d) return malformed('a spare bit is set')
    buckets.push(bit as BucketIndex)
  }
  if (buckets.length !== task.mechanism.w) return malformed(`exactly ${task.mechanism.w} bits are set`)
  const arm = task.arms === undefined ? undefined : bytes[bytes.length - 1]
  if (arm !== undefined && arm > 1) return malformed('the arm is 0 or 1')
  const epoch = new DataView(bytes.buffer, bytes.byteOffset).getUint32(OFFSET.epoch) as Epoch
  const id = bytes.slice(OFFSET.id, OFFSET.map) as ReportId
  return { status: 'ok', report: { task, epoch, id, buckets, ...(arm === undefined ? {} : { arm }) } }
}

function mapLength(task: Task): number {
  return Math.ceil(task.mechanism.d / 8)
}

function hexAt(bytes: Uint8Array, from: number, length: number): string {
  return Array.from(bytes.subarray(from, from + length), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function malformed(why: string): DecodedReport {
  return { status: 'malformed', why }
}
