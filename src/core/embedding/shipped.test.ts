import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { dot } from './dot.js'

interface Golden {
  readonly items: readonly { readonly text: string; readonly ids: readonly number[]; readonly vector: readonly number[] }[]
}

const goldenOf = (encoder: string): Golden['items'] => (JSON.parse(readFileSync(new URL(`../../../public/models/${encoder}/golden.json`, import.meta.url), 'utf8')) as Golden).items

describe('the taught layers', () => {
  const [whole, taught] = [goldenOf('minilm'), goldenOf('minilm-l4')]

  it('read the same tokens as the whole model', () => {
    expect(taught.map(({ text, ids }) => ({ text, ids }))).toEqual(whole.map(({ text, ids }) => ({ text, ids })))
  })

  it('give vectors of the whole model’s space: each is nearest to that of its own text', () => {
    const sentences = taught.flatMap(({ text, vector }, at) => (text.split(' ').length > 3 ? [{ at, vector: Float32Array.from(vector) }] : []))
    const others = whole.map(({ vector }) => Float32Array.from(vector))
    expect(sentences.length).toBeGreaterThan(8)
    let sum = 0
    for (const { at, vector } of sentences) {
      const cosines = others.map((other) => dot(vector, other))
      expect(cosines.indexOf(Math.max(...cosines))).toBe(at)
      sum += cosines[at] ?? 0
    }
    expect(sum / sentences.length).toBeGreaterThan(0.85)
  })
})
