/** From half to single precision: eight bits of exponent where there were five, counted from 127 and not from 15. */
const REBIAS = (127 - 15) << 23

/** Reads IEEE 754 half-precision numbers, little-endian, into float32. */
export function readHalves(view: DataView, offset: number, count: number): Float32Array {
  const out = new Float32Array(count)
  const bits = new Int32Array(out.buffer)
  for (let i = 0; i < count; i++) {
    const half = view.getUint16(offset + 2 * i, true)
    const exponent = half & 0x7c00
    if (exponent === 0) out[i] = (half & 0x8000 ? -1 : 1) * (half & 0x3ff) * 2 ** -24
    else if (exponent === 0x7c00) out[i] = half & 0x3ff ? NaN : half & 0x8000 ? -Infinity : Infinity
    else bits[i] = ((half & 0x8000) << 16) | (((half & 0x7fff) << 13) + REBIAS)
  }
  return out
}
