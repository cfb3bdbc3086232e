import { describe, expect, it } from 'vitest'
import { readHalves } from './half.js'

describe('half-precision numbers', () => {
  it('come out right, all 65,536 of them', () => {
    const view = new DataView(new ArrayBuffer(2 * 65_536))
    for (let bits = 0; bits < 65_536; bits++) view.setUint16(2 * bits, bits, true)
    const read = readHalves(view, 0, 65_536)
    for (let bits = 0; bits < 65_536; bits++) {
      const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 0x1f, bits & 0x3ff]
      const right = exponent === 0x1f ? (fraction === 0 ? sign * Infinity : NaN) : exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
      if (!Object.is(read[bits], right)) expect([bits, read[bits]]).toEqual([bits, right])
    }
  })
})
