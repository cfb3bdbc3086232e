import { bytesToHex } from '@noble/hashes/utils.js'

/** What stands in clear in a DAP-09 report: an id, a time, and the lengths of what is sealed. */
export interface DapReportHead {
  /** Hexadecimal, 16 bytes. */
  readonly id: string
  /** Seconds since 1970, rounded down to the task's time precision. */
  readonly time: number
}

const METADATA = 24

/**
 * Reads a report as it is uploaded (draft-ietf-ppm-dap-09, section 4.4.2): metadata, public share, then a sealed share
 * for each of two aggregators. Undefined where the bytes are anything else, or anything more.
 */
export function readDapReport(bytes: Uint8Array): DapReportHead | undefined {
  if (bytes.length < METADATA) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = METADATA
  const skip = (size: 2 | 4): void => {
    const length = at + size <= bytes.length ? (size === 2 ? view.getUint16(at) : view.getUint32(at)) : Infinity
    at += size + length
  }
  skip(4)
  for (let share = 0; share < 2; share += 1) {
    // The id of the key it is sealed to, the encapsulated secret, the payload.
    at += 1
    skip(2)
    skip(4)
  }
  return at === bytes.length ? { id: bytesToHex(bytes.slice(0, 16)), time: Number(view.getBigUint64(16)) } : undefined
}
