import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dequantise, hasVector, quantise } from './quantise.js'

const DIMENSIONS = 48
const component = fc.double({ min: -1, max: 1, noNaN: true })
const vector = fc.array(component, { minLength: DIMENSIONS, maxLength: DIMENSIONS }).filter((row) => Math.hypot(...row) > 0.1)

const unit = (row: readonly number[]): number[] => row.map((x) => x / Math.hypot(...row))
const dot = (a: readonly number[], b: Float32Array): number => a.reduce((sum, x, d) => sum + x * (b[d] ?? NaN), 0)

describe('quantise', () => {
  it('keeps the direction of every vector (cosine at least .999) and its unit length', () => {
    fc.assert(
      fc.property(vector, (row) => {
        const back = dequantise(quantise(Float32Array.from(row), DIMENSIONS), 0)
        if (back === undefined) throw new Error('no vector came back')
        expect(Math.hypot(...back)).toBeCloseTo(1, 5)
        expect(dot(unit(row), back)).toBeGreaterThan(0.999)
      }),
    )
  })

  it('changes nothing when its own output is quantised again', () => {
    fc.assert(
      fc.property(vector, (row) => {
        const once = quantise(Float32Array.from(row), DIMENSIONS)
        const twice = quantise(dequantise(once, 0) ?? new Float32Array(DIMENSIONS), DIMENSIONS)
        expect([...twice.codes]).toEqual([...once.codes])
      }),
    )
  })

  it('gives no vector for a row of zeros or a row that is not there', () => {
    const matrix = quantise(new Float32Array(2 * DIMENSIONS), DIMENSIONS)
    expect(matrix.rows).toBe(2)
    expect(dequantise(matrix, 0)).toBeUndefined()
    expect(dequantise(matrix, 7)).toBeUndefined()
    // A file may claim a scale for a row without numbers.
    const claimed = { ...matrix, scales: Float32Array.of(0, 0.5) }
    for (const row of [-1, 0, 1, 7]) expect([hasVector(claimed, row), dequantise(claimed, row)]).toEqual([false, undefined])
    claimed.codes[DIMENSIONS] = -1
    expect([hasVector(claimed, 1), dequantise(claimed, 1)?.[0]]).toEqual([true, -1])
  })
})
