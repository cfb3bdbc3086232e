import type { Prio3Histogram } from '@divviup/prio3'
import { open, readSealed, type HpkeKey, type HpkeSealed } from '../hpke-key.js'
import { opaque32, readWire } from '../wire.js'

/** A DAP-09 report as it is uploaded. */
export interface UploadedReport {
  /** Report id and time. */
  readonly metadata: Buffer
  readonly publicShare: Buffer
  readonly leader: HpkeSealed
  readonly helper: HpkeSealed
}

export const ROLE = { leader: 2, helper: 3 } as const
/** Bytes of a seed, and of an element of Field128. */
const SIZE = 16

export function readReport(bytes: Buffer): UploadedReport {
  const reader = readWire(bytes)
  const report = { metadata: reader.take(24), publicShare: reader.opaque32(), leader: readSealed(reader), helper: readSealed(reader) }
  reader.end()
  return report
}

/** The input share that one aggregator finds in a report: expanded from its seeds where it is the helper's. Throws where it was tampered with. */
export async function openShare(vdaf: Prio3Histogram, key: HpkeKey, role: keyof typeof ROLE, taskId: Buffer, report: UploadedReport) {
  const aad = Buffer.concat([taskId, report.metadata, opaque32(report.publicShare)])
  const plain = readWire(await open(key, report[role], Buffer.concat([Buffer.from('dap-09 input share'), Buffer.of(1, ROLE[role])]), aad))
  if (plain.uint16() !== 0) throw new RangeError('an extension that nobody asked for')
  const wire = plain.opaque32()
  plain.end()
  return role === 'leader' ? whole(vdaf, wire) : expanded(vdaf, wire)
}

function whole(vdaf: Prio3Histogram, wire: Buffer) {
  const [proofAt, blindAt] = [vdaf.flp.measurementLen * SIZE, wire.length - SIZE]
  const [measurement, proof] = [wire.subarray(0, proofAt), wire.subarray(proofAt, blindAt)]
  return { measurementShare: vdaf.flp.field.decode(measurement), proofsShare: vdaf.flp.field.decode(proof), wireMeasurementShare: measurement, wireProofShare: proof, blind: wire.subarray(blindAt) }
}

/** A helper's share travels as two seeds; it is expanded as VDAF-08 says (usage, id of the algorithm, share 1). */
async function expanded(vdaf: Prio3Histogram, wire: Buffer) {
  if (wire.length !== 3 * SIZE) throw new RangeError('three seeds')
  const [measurementSeed, proofSeed, blind] = [wire.subarray(0, SIZE), wire.subarray(SIZE, 2 * SIZE), wire.subarray(2 * SIZE)]
  const tag = (usage: number): Buffer => vdaf.domainSeparationTag(usage)
  const measurementShare = await vdaf.xof.expandIntoVec(vdaf.flp.field, measurementSeed, tag(1), Buffer.of(1), vdaf.flp.measurementLen)
  const proofsShare = await vdaf.xof.expandIntoVec(vdaf.flp.field, proofSeed, tag(2), Buffer.of(1, 1), vdaf.flp.proofLen)
  return { measurementShare, proofsShare, wireMeasurementShare: measurementSeed, wireProofShare: proofSeed, blind }
}

/** A public share of an aggregator's own: preparation writes into it, and a shared one would hide that it was tampered with. */
export function ownPublicShare({ publicShare }: UploadedReport) {
  return { jointRandParts: [publicShare.subarray(0, SIZE), publicShare.subarray(SIZE)].map((part) => Buffer.from(part)) }
}
