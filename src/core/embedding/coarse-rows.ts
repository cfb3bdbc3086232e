import type { Int8Matrix } from './quantise.js'

/**
 * The rows of a matrix at 4 bits a number, for a first look: as a unit vector, row r is `gains[r]` · (nibble − 7.5) and a rest that stands at
 * right angles to it, `errors[r]` long. A row without a vector has NaN for both.
 */
export interface CoarseRows {
  /** Bytes a row: 16 for each 32 numbers begun. */
  readonly stride: number
  /** Of each 32 numbers the first 16 in the low halves of 16 bytes, the others in the high halves. */
  readonly nibbles: Uint8Array
  readonly gains: Float32Array
  readonly errors: Float32Array
}

/** What a nibble is counted from: sixteen steps, eight on either side. */
export const MIDDLE = 7.5

/** Step of a uniform rounding to sixteen levels that loses least of a normal distribution, in its standard deviations (Max 1960). */
const STEP = 0.3352

/** Bytes that hold the nibbles of a row. */
export function coarseStride(dimensions: number): number {
  return Math.ceil(dimensions / 32) * 16
}

/** Rounds every row; the nibbles may be given their place, all zero, e.g. in a WebAssembly memory. */
export function coarsen({ rows, dimensions, codes, scales }: Int8Matrix, nibbles: Uint8Array = new Uint8Array(rows * coarseStride(dimensions))): CoarseRows {
  const stride = coarseStride(dimensions)
  const gains = new Float32Array(rows).fill(Number.NaN)
  const errors = new Float32Array(rows).fill(Number.NaN)
  for (let row = 0; row < rows; row++) {
    const from = row * dimensions
    let square = 0
    for (let at = from; at < from + dimensions; at++) square += (codes[at] ?? 0) ** 2
    if (square === 0 || (scales[row] ?? 0) === 0) continue
    const perStep = Math.sqrt(dimensions / square) / STEP
    let product = 0
    let coarseSquare = 0
    for (let d = 0; d < dimensions; d++) {
      const code = codes[from + d] ?? 0
      const nibble = Math.max(0, Math.min(15, Math.floor(code * perStep) + 8))
      product += code * (nibble - MIDDLE)
      coarseSquare += (nibble - MIDDLE) ** 2
      const byte = row * stride + (d >> 5) * 16 + (d & 15)
      nibbles[byte] = (nibbles[byte] ?? 0) | ((d & 16) === 0 ? nibble : nibble << 4)
    }
    // The length that makes the rest shortest; both sums are exact.
    gains[row] = product / (coarseSquare * Math.sqrt(square))
    errors[row] = Math.sqrt(Math.max(0, 1 - product ** 2 / (coarseSquare * square)))
  }
  return { stride, nibbles, gains, errors }
}
