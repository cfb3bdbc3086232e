import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { coarsen, MIDDLE } from './coarse-rows.js'
import { quantise } from './quantise.js'

const cases = fc
  .record({ dimensions: fc.integer({ min: 1, max: 70 }), rows: fc.integer({ min: 1, max: 12 }), seed: fc.integer({ min: 1, max: 1e6 }), power: fc.constantFrom(1, 3, 9) })
  .map(({ dimensions, rows, seed, power }) => ({ dimensions, rows, vectors: Float32Array.from({ length: rows * dimensions }, (_, i) => (i % (3 * dimensions) < dimensions && rows > 2 ? 0 : Math.sin(seed + i * 12.9898) ** power)) }))

describe('rows at 4 bits a number', () => {
  it('are the row but for a rest at right angles, of the length that is told; none where there is no vector', () => {
    fc.assert(
      fc.property(cases, ({ dimensions, rows, vectors }) => {
        const matrix = quantise(vectors, dimensions)
        const { stride, nibbles, gains, errors } = coarsen(matrix)
        for (let row = 0; row < rows; row++) {
          const codes = matrix.codes.subarray(row * dimensions, (row + 1) * dimensions)
          const length = Math.hypot(...codes)
          if (length === 0) {
            expect([gains[row], errors[row]]).toEqual([NaN, NaN])
            continue
          }
          const part = Array.from(codes, (_, d) => {
            const byte = nibbles[row * stride + (d >> 5) * 16 + (d & 15)] ?? 0
            return (gains[row] ?? 0) * (((d & 16) === 0 ? byte & 15 : byte >> 4) - MIDDLE)
          })
          const rest = part.map((value, d) => (codes[d] ?? 0) / length - value)
          expect(Math.abs(Math.hypot(...rest) - (errors[row] ?? NaN))).toBeLessThan(1e-6)
          expect(Math.abs(part.reduce((sum, value, d) => sum + value * (rest[d] ?? 0), 0))).toBeLessThan(1e-6)
        }
      }),
    )
  })
})
