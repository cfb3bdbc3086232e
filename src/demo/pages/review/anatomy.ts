import { decodeReport } from '../../../core/privacy/report.js'
import type { Task } from '../../../core/privacy/task.js'
import { weekOf } from './words.js'

/** A run of bytes of a report with what it means. */
export interface Field {
  readonly name: string
  readonly from: number
  readonly bytes: readonly string[]
  readonly meaning: string
}

const FIELDS = [
  { name: 'version', from: 0, to: 1 },
  { name: 'task', from: 1, to: 17 },
  { name: 'week', from: 17, to: 21 },
  { name: 'report id', from: 21, to: 37 },
] as const

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
    ...FIELDS.map(({ name, from, to }) => ({ name, from, bytes: hex.slice(from, to), meaning: meanings[name] })),
    { name: 'answer', from: 37, bytes: hex.slice(37, mapEnd), meaning: labels === undefined ? 'One bit for each possible answer.' : `One bit for each possible answer. Set here: ${labels.join(', ')}.` },
    ...(hasArm ? [{ name: 'arm', from: mapEnd, bytes: hex.slice(mapEnd), meaning: 'Which of the two orders this browser shows: a coin that does not depend on what you read.' }] : []),
  ]
}

/** The answers that a report names, in the task's order. */
export function labelsIn(report: Uint8Array, task: Task | undefined): readonly string[] | undefined {
  if (task === undefined) return undefined
  const decoded = decodeReport(report, (hash) => (hash === task.hash ? task : undefined))
  return decoded.status === 'ok' ? decoded.report.buckets.map((bucket) => task.buckets[bucket] ?? '') : undefined
}
