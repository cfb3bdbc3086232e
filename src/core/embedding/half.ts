/** From half to single precision: eight bits of exponent where there were five, counted from 127 and not from 15. */
const REBIAS = (127 - 15) << 23

/** Reads IEEE 754 half-precision numbers, little-endian, `stride` bytes apart, into float32. Undefined where one is infinite or none. */
export function readHalves(view: DataView, offset: number, count: number, stride = 2): Float32Array | undefined {
  const out = new Float32Array(count)
  const bits = new Int32Array(out.buffer)
  for (let i = 0, at = offset; i < count; i++, at += stride) {
    const half = view.getUint16(at, true)
    const exponent = half & 0x7c00
    if (exponent === 0x7c00) return undefined
    if (exponent === 0) out[i] = (half & 0x8000 ? -1 : 1) * (half & 0x3ff) * 2 ** -24
    else bits[i] = ((half & 0x8000) << 16) | (((half & 0x7fff) << 13) + REBIAS)
  }
  return out
}
