import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { MINILM_SPACE } from './space.js'
import { openStaticModel } from './static-model.js'

const folder = new URL('../../../public/models/', import.meta.url)
const file = (name: string): Buffer => readFileSync(new URL(name, folder))
const bytes = new Uint8Array(file('static/static.bin')).buffer
const vocab = file('static/vocab.txt').toString('utf8')
const golden = JSON.parse(file('static/golden.json').toString('utf8')) as { texts: string[]; tokens: number[][]; vectors: number[][] }

function open() {
  const answer = openStaticModel(bytes, vocab)
  if (answer.status !== 'ok') throw new Error(answer.message)
  return answer.model
}

describe('the static model', () => {
  const model = open()

  it('tokenises every golden text to the very same rows', () => {
    expect(golden.texts.map((text) => [...model.rows(text)])).toEqual(golden.tokens)
  })

  it('gives the golden vectors to within 1e-5', () => {
    golden.texts.forEach((text, i) => {
      const vector = model.embed(text)
      if (golden.tokens[i]?.length === 0) return expect(vector).toBeUndefined()
      const worst = Math.max(...(golden.vectors[i] ?? []).map((x, d) => Math.abs(x - (vector?.[d] ?? NaN))))
      return expect(worst, text).toBeLessThan(1e-5)
    })
  })

  it('gives no vector to text without a known word', () => {
    for (const text of ['', '   ', '!!!', '—…?', '🎈🎈', '∑∆∏']) expect(model.embed(text), text).toBeUndefined()
  })

  it('reads at most 64 pieces, however long the text', () => {
    expect(model.rows('word '.repeat(100_000))).toHaveLength(64)
  })

  it('names the space of the shipped transformer weights', () => {
    const hash = createHash('sha256').update(file('minilm/minilm.weights')).digest('hex')
    expect(model.space).toBe(`all-MiniLM-L6-v2-${hash.slice(0, 8)}/384`)
    expect(model.space).toBe(MINILM_SPACE)
  })

  it('refuses a truncated, empty or damaged file as a value', () => {
    for (const length of [0, 7, 11, 500, 2_000, bytes.byteLength - 1]) {
      expect(openStaticModel(bytes.slice(0, length), vocab)).toMatchObject({ status: 'unavailable', code: 'static-model-corrupt' })
    }
    const garbled = bytes.slice(0)
    new Uint8Array(garbled).fill(0xff, 20, 40)
    expect(openStaticModel(garbled, vocab)).toMatchObject({ status: 'unavailable', code: 'static-model-corrupt' })
  })

  it('refuses a vocabulary of another model', () => {
    expect(openStaticModel(bytes, 'a\nb\n')).toMatchObject({ status: 'unavailable' })
    expect(openStaticModel(bytes, vocab.split('\n').slice(0, 100).join('\n'))).toMatchObject({ status: 'unavailable' })
  })
})
