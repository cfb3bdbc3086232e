import { describe, expect, it } from 'vitest'
import { pool } from './pool.js'

describe('pooling', () => {
  const states = Float32Array.from([3, 4, 0, 1, 0, 0, 2, 0, 2, 0, 0, 5])

  it('averages the tokens, takes the first, or leaves a vector a text as it is; always of length one', () => {
    expect([...pool(states, [2, 3, 2], 'mean')].map((x) => x.toFixed(3))).toEqual(['0.514', '0.857', '0.625', '0.781'])
    expect([...pool(states, [2, 3, 2], 'cls')].map((x) => x.toFixed(3))).toEqual(['0.600', '0.800', '1.000', '0.000'])
    expect([...pool(Float32Array.from([3, 4]), [1, 2], 'none')].map((x) => x.toFixed(1))).toEqual(['0.6', '0.8'])
  })

  it('leaves zeros zero and lets a number that is none be seen', () => {
    expect([...pool(Float32Array.from([0, 0]), [1, 2], 'none')]).toEqual([0, 0])
    expect(pool(Float32Array.from([NaN, 1]), [1, 2], 'none').every(Number.isNaN)).toBe(true)
  })
})
