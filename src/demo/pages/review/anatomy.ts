import { decodeReport } from '../../../core/privacy/report.js'
import type { Task } from '../../../core/privacy/task.js'
import { EPOCH_MS } from '../../../core/time.js'
import { weekOf } from './words.js'

/** A run of bytes of a report with what it means. */
export interface Field {
  readonly name: string
  readonly from: number
  readonly size: number
  readonly bytes: readonly string[]
  readonly meaning: string
}

const FIELDS = [
  { name: 'version', from: 0, to: 1 },
  { name: 'task', from: 1, to: 17 },
  { name: 'week', from: 17, to: 21 },
  { name: 'report id', from: 21, to: 37 },
] as const

/**
 * The fields of a report over DAP (DAP-09, upload): all that stands in clear is a random id and the week. The two shares
 * are sealed, each to one aggregator; opened, each alone is noise.
 */
export function anatomyOverDap(report: Uint8Array): readonly Field[] {
  const view = new DataView(report.buffer, report.byteOffset, report.byteLength)
  const hex = (from: number, to: number): readonly string[] => Array.from(report.subarray(from, to), (byte) => byte.toString(16).padStart(2, '0'))
  const short = (from: number, to: number): readonly string[] => (to - from > SHOWN ? [...hex(from, from + SHOWN), `… ${String(to - from - SHOWN)} more`] : hex(from, to))
  const epoch = Number(view.getBigUint64(16)) / (EPOCH_MS / 1_000)
  const publicEnd = 28 + view.getUint32(24)
  const leaderEnd = shareEnd(view, publicEnd)
  return [
    { name: 'report id', from: 0, size: 16, bytes: hex(0, 16), meaning: 'Random, so that the same report is not counted twice. It names neither you nor this page.' },
    { name: 'week', from: 16, size: 8, bytes: hex(16, 24), meaning: `Week ${String(epoch)} since 1970 (${weekOf(epoch)}), in seconds. No finer time is in a report.` },
    { name: 'public share', from: 24, size: publicEnd - 24, bytes: short(24, publicEnd), meaning: 'What both aggregators need to check that the shares belong together. It says nothing about the answer.' },
    { name: 'leader’s share', from: publicEnd, size: leaderEnd - publicEnd, bytes: short(publicEnd, leaderEnd), meaning: 'Sealed to the first aggregator. Opened, it is a row of random numbers.' },
    { name: 'helper’s share', from: leaderEnd, size: report.length - leaderEnd, bytes: short(leaderEnd, report.length), meaning: 'Sealed to the second. Only both rows together give an answer, and the two only ever add up many browsers’ rows.' },
  ]
}

/** Bytes of a sealed share that are written out. */
const SHOWN = 24

/** Key id, encapsulated secret, payload. */
function shareEnd(view: DataView, from: number): number {
  const payload = from + 3 + view.getUint16(from + 1)
  return payload + 4 + view.getUint32(payload)
}

/** The fields of a report, byte by byte, as CONTRACT.md writes the wire format. `task` is the one it answers, where it is still published. */
export function anatomy(report: Uint8Array, task: Task | undefined): readonly Field[] {
  const hex = Array.from(report, (byte) => byte.toString(16).padStart(2, '0'))
  const hasArm = task?.arms !== undefined
  const mapEnd = report.length - (hasArm ? 1 : 0)
  const epoch = new DataView(report.buffer, report.byteOffset).getUint32(17)
  const labels = labelsIn(report, task)
  const meanings: Readonly<Record<(typeof FIELDS)[number]['name'], string>> = {
    version: 'Format 1.',
    task: task === undefined ? 'Which published question this answers.' : `The question “${task.question}”: the first 16 bytes of the SHA-256 of its published text.`,
    week: `Week ${String(epoch)} since 1970 (${weekOf(epoch)}). No finer time is in a report.`,
    'report id': 'Random, so that the same report is not counted twice; deleted by the collector when the week closes. It names neither you nor this page.',
  }
  return [
    ...FIELDS.map(({ name, from, to }) => ({ name, from, size: to - from, bytes: hex.slice(from, to), meaning: meanings[name] })),
    { name: 'answer', from: 37, size: mapEnd - 37, bytes: hex.slice(37, mapEnd), meaning: labels === undefined ? 'One bit for each possible answer.' : `One bit for each possible answer. Set here: ${labels.join(', ')}.` },
    ...(hasArm ? [{ name: 'arm', from: mapEnd, size: 1, bytes: hex.slice(mapEnd), meaning: 'Which of the two orders this browser shows: a coin that does not depend on what you read.' }] : []),
  ]
}

/** The answers that a report names, in the task's order. */
export function labelsIn(report: Uint8Array, task: Task | undefined): readonly string[] | undefined {
  if (task === undefined) return undefined
  const decoded = decodeReport(report, (hash) => (hash === task.hash ? task : undefined))
  return decoded.status === 'ok' ? decoded.report.buckets.map((bucket) => task.buckets[bucket] ?? '') : undefined
}
