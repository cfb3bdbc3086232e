import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CANARY_COSINE, canaryCosine, readCanary, writeCanary } from './canary.js'

const shipped = readFileSync(new URL('../../../public/models/minilm/canary.json', import.meta.url), 'utf8')

describe('the canary', () => {
  it('holds each graph to its own vectors', () => {
    const [wasm, webgpu] = [readCanary(shipped, 'wasm'), readCanary(shipped, 'webgpu')]
    expect(wasm?.map(({ text }) => text)).toEqual(webgpu?.slice(0, 4).map(({ text }) => text))
    expect(wasm?.[0]?.reference).not.toEqual(webgpu?.[0]?.reference)
  })

  it('asks a long text of a GPU alone, whose kernels have tiles, unless there is no other', () => {
    const long = 'a story '.repeat(20)
    const made = (texts: readonly string[]): string => writeCanary(texts, 1, { wasm: Float32Array.from(texts, () => 1) })
    expect(readCanary(made(['a', long]), 'wasm')).toHaveLength(1)
    expect(readCanary(made(['a', long]), 'webgpu')).toHaveLength(2)
    expect(readCanary(made([long]), 'wasm')).toHaveLength(1)
  })

  it('catches a backend that is a little wrong on one text, and one that gives no numbers', () => {
    const texts = readCanary(shipped, 'wasm') ?? []
    const right = Float32Array.from(texts.flatMap(({ reference }) => [...reference]))
    expect(canaryCosine(texts, right)).toBeGreaterThan(0.99999)
    const off = right.map((x, i) => (i >= 3 * 384 ? x + 6 * Math.sin(i) : x))
    expect(canaryCosine(texts, off)).toBeLessThan(CANARY_COSINE)
    expect(canaryCosine(texts, right.map((x, i) => (i === 7 ? NaN : x)))).toBe(-1)
    expect(canaryCosine([], right)).toBe(-1)
  })

  it('reads back what it writes, one graph or two, and refuses a file that does not add up', () => {
    const one = writeCanary(['a', 'b'], 2, { wasm: Float32Array.from([1, 0, 0.6, 0.8]) })
    expect(readCanary(one, 'webgpu')).toEqual([{ text: 'a', reference: [127, 0] }, { text: 'b', reference: [95, 127] }])
    expect(readCanary(one.replace('"b"', '"b","c"'), 'wasm')).toBeUndefined()
    expect(readCanary('{', 'wasm')).toBeUndefined()
    expect(readCanary(one.replace('[127,0]', '[127]'), 'wasm')).toBeUndefined()
  })
})
