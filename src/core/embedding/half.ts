/** 2 to the power of exponent − 15; the two ends stand for other things. */
const POWERS = Float64Array.from({ length: 32 }, (_, exponent) => 2 ** (exponent - 15))

/** Reads IEEE 754 half-precision numbers, little-endian, into float32. */
export function readHalves(view: DataView, offset: number, count: number): Float32Array {
  const out = new Float32Array(count)
  for (let i = 0; i < count; i++) out[i] = halfToFloat(view.getUint16(offset + 2 * i, true))
  return out
}

function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN
  return sign * (1 + fraction / 1024) * (POWERS[exponent] ?? 0)
}
