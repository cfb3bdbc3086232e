import type { Int8Matrix } from '../embedding/quantise.js'

/**
 * `catalog.bin`, little-endian: "HEARTHV1", u32 rows, u32 dimensions, rows × float32 scale, rows × dimensions int8.
 * Every row has the same size, so a part can be had by a range request.
 */
const MAGIC = [0x48, 0x45, 0x41, 0x52, 0x54, 0x48, 0x56, 0x31] as const
const HEADER_BYTES = 16

/** The same matrix gives the same bytes, always. */
export function encodeVectors({ rows, dimensions, codes, scales }: Int8Matrix): Uint8Array {
  const bytes = new Uint8Array(vectorFileBytes(rows, dimensions))
  const view = new DataView(bytes.buffer)
  bytes.set(MAGIC)
  view.setUint32(8, rows, true)
  view.setUint32(12, dimensions, true)
  scales.forEach((scale, row) => view.setFloat32(HEADER_BYTES + 4 * row, scale, true))
  bytes.set(new Uint8Array(codes.buffer, codes.byteOffset, codes.byteLength), HEADER_BYTES + 4 * rows)
  return bytes
}

/** The matrix in the bytes of a `catalog.bin`, or a sentence that says what is wrong. Codes are not copied. */
export function decodeVectors(bytes: Uint8Array): Int8Matrix | string {
  if (bytes.byteLength < HEADER_BYTES || MAGIC.some((byte, i) => bytes[i] !== byte)) return 'it does not begin with HEARTHV1'
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const rows = view.getUint32(8, true)
  const dimensions = view.getUint32(12, true)
  const expected = vectorFileBytes(rows, dimensions)
  if (bytes.byteLength !== expected) return `it has ${bytes.byteLength} bytes where ${expected} belong`
  const scales = Float32Array.from({ length: rows }, (_, row) => view.getFloat32(HEADER_BYTES + 4 * row, true))
  if (!scales.every((scale) => Number.isFinite(scale) && scale >= 0)) return 'a scale is not a number'
  return { rows, dimensions, scales, codes: new Int8Array(bytes.buffer, bytes.byteOffset + HEADER_BYTES + 4 * rows, rows * dimensions) }
}

/** Size of a `catalog.bin`. */
export function vectorFileBytes(rows: number, dimensions: number): number {
  return HEADER_BYTES + rows * (4 + dimensions)
}
