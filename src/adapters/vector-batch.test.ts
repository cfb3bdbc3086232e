import { describe, expect, it } from 'vitest'
import { packVectors, unpackVectors } from './vector-batch.js'

describe('a kept batch of vectors', () => {
  it('comes back in its direction, of length one, through JSON', () => {
    const vector = Float32Array.from({ length: 384 }, (_, d) => Math.sin(d * 1.3) / Math.sqrt(192))
    const [kept] = unpackVectors(JSON.parse(JSON.stringify(packVectors([{ text: 'a story', space: 's', vector }]))))
    expect(kept).toMatchObject({ text: 'a story', space: 's' })
    const norm = Math.hypot(...vector)
    expect(kept?.vector.reduce((sum, x, d) => sum + (x * (vector[d] ?? 0)) / norm, 0)).toBeGreaterThan(0.9999)
  })

  it('gives nothing where it is not a batch', () => {
    expect(unpackVectors([{ text: 'a', space: 's', codes: [300] }])).toEqual([])
    expect(unpackVectors('x')).toEqual([])
    expect(unpackVectors([{ text: 'a', space: 's', codes: [0, 0] }])).toEqual([])
  })
})
