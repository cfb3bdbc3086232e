import { describe, expect, it } from 'vitest'
import { readHalves } from './half.js'

const INFINITE = 0x1f

function viewOf(numbers: readonly number[]): DataView {
  const view = new DataView(new ArrayBuffer(2 * numbers.length))
  numbers.forEach((bits, at) => view.setUint16(2 * at, bits, true))
  return view
}

describe('half-precision numbers', () => {
  const all = Array.from({ length: 65_536 }, (_, bits) => bits)
  const exponentOf = (bits: number): number => (bits >> 10) & 0x1f

  it('come out right, all 63,488 of them, in a row and every other one', () => {
    const finite = all.filter((bits) => exponentOf(bits) !== INFINITE)
    const right = finite.map((bits) => {
      const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, exponentOf(bits), bits & 0x3ff]
      return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
    })
    expect(finite).toHaveLength(63_488)
    expect(readHalves(viewOf(finite), 0, finite.length)).toEqual(Float32Array.from(right))
    expect(readHalves(viewOf(finite), 2, finite.length / 2, 4)).toEqual(Float32Array.from(right.filter((_, at) => at % 2 === 1)))
  })

  it('are refused where one of them is infinite or none', () => {
    for (const bits of all.filter((one) => exponentOf(one) === INFINITE)) expect(readHalves(viewOf([0x3c00, bits]), 0, 2), String(bits)).toBeUndefined()
  })
})
