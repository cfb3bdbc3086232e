import { describe, expect, it } from 'vitest'
import { textHash } from '../core/embedding/text-hash.js'
import { batchesToDrop, MOST_VECTOR_BATCHES, packVectors, unpackVectors, withoutTexts } from './vector-batch.js'

const vector = Float32Array.from({ length: 384 }, (_, d) => Math.sin(d * 1.3) / Math.sqrt(192))
const stored = (...texts: readonly string[]): unknown => JSON.parse(JSON.stringify(packVectors(texts.map((text) => ({ hash: textHash(text), space: 's', vector })))))

describe('a kept batch of vectors', () => {
  it('comes back in its direction, of length one, through JSON', () => {
    const [kept] = unpackVectors(stored('a story'))
    expect(kept).toMatchObject({ hash: textHash('a story'), space: 's' })
    const norm = Math.hypot(...vector)
    expect(kept?.vector.reduce((sum, x, d) => sum + (x * (vector[d] ?? 0)) / norm, 0)).toBeGreaterThan(0.9999)
  })

  it('holds no word of its texts', () => {
    expect(JSON.stringify(stored('a story of leeks'))).not.toMatch(/story|leeks/)
  })

  it('gives nothing where it is not a batch, or one of an earlier version with texts in it', () => {
    expect(unpackVectors([{ hash: textHash('a'), space: 's', codes: [300] }])).toEqual([])
    expect(unpackVectors('x')).toEqual([])
    expect(unpackVectors([{ hash: textHash('a'), space: 's', codes: [0, 0] }])).toEqual([])
    expect(unpackVectors([{ text: 'a story', space: 's', codes: [1, 2] }])).toEqual([])
  })

  it('loses what was forgotten, and nothing else; one with texts in it goes whole', () => {
    const batch = stored('a', 'b', 'c')
    expect(withoutTexts(batch, new Set([textHash('x')]))).toBeUndefined()
    expect(withoutTexts(batch, new Set([textHash('b')]))?.map(({ hash }) => hash)).toEqual([textHash('a'), textHash('c')])
    expect(withoutTexts([{ text: 'a story', space: 's', codes: [1] }], new Set())).toEqual([])
  })
})

describe('the store of vectors', () => {
  it('never holds more than its bound, and drops the oldest first', () => {
    let keys: readonly number[] = []
    for (let next = 1; next <= 3 * MOST_VECTOR_BATCHES; next++) {
      const gone = new Set(batchesToDrop(keys))
      keys = [...keys.filter((key) => !gone.has(key)), next]
      expect(keys.length).toBeLessThanOrEqual(MOST_VECTOR_BATCHES)
    }
    expect(keys[0]).toBe(2 * MOST_VECTOR_BATCHES + 1)
  })
})
