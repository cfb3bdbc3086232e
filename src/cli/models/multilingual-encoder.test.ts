import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dot } from '../../core/embedding/dot.js'
import { openTransformerTokens } from '../../core/embedding/transformer-tokens.js'
import { createNodeEncoder } from '../encoders/node-encoder.js'
import { checkModel } from './check-model.js'
import { openModelFolder } from './model-folder.js'

const folder = fileURLToPath(new URL('fixtures/multilingual', import.meta.url))

/** One of four statements in one of five languages, with what the package's own tokenizer and arithmetic give for it. */
interface Golden {
  readonly language: string
  readonly statement: number
  readonly text: string
  readonly pieces: readonly string[]
  readonly vector: readonly number[]
}
const golden = JSON.parse(readFileSync(join(folder, 'golden.json'), 'utf8')) as readonly Golden[]

describe('the multilingual encoder, reduced to the pieces of its sentences', () => {
  let made: readonly Float32Array[] = []
  let close: () => Promise<void>
  beforeAll(async () => {
    const encoder = await createNodeEncoder(folder, { threads: 1 })
    close = () => encoder.close()
    const rows = await encoder.embed(golden.map(({ text }) => text))
    made = golden.map((_, row) => rows.subarray(row * encoder.dimensions, (row + 1) * encoder.dimensions))
  }, 60_000)
  afterAll(() => close())

  it('is accepted, and makes sense of English', async () => {
    expect(await checkModel(openModelFolder(folder))).toMatchObject({ ok: true, kind: 'encoder', dimensions: 512, recipe: { pooling: 'none', prefix: '', maxTokens: 256 }, problems: [], remarks: [] })
  })

  it('splits each sentence into the very pieces of the package’s own tokenizer', () => {
    const file = readFileSync(join(folder, 'tokenizer.json'), 'utf8')
    const { model } = JSON.parse(file) as { readonly model: { readonly vocab: readonly (readonly [string, number])[] } }
    const opened = openTransformerTokens(file, 256)
    if (opened.status !== 'ok') throw new Error(opened.message)
    for (const { text, pieces } of golden) expect(opened.tokens.encode(text).map((id) => model.vocab[id]?.[0]), text).toEqual(pieces)
  })

  it('gives each sentence the vector of the package’s own arithmetic, to cosine .98', () => {
    made.forEach((vector, row) => expect(dot(vector, Float32Array.from(golden[row]?.vector ?? [])), golden[row]?.text).toBeGreaterThanOrEqual(0.98))
  })

  it('finds the four translations of each sentence nearer than any other sentence', () => {
    const nearest = (row: number): readonly string[] =>
      golden
        .flatMap((other, at) => (at === row ? [] : [{ other, cosine: dot(made[row] ?? new Float32Array(), made[at] ?? new Float32Array()) }]))
        .sort((a, b) => b.cosine - a.cosine)
        .slice(0, 4)
        .map(({ other }) => `${other.language} ${String(other.statement)}`)
    for (const [row, { language, statement, text }] of golden.entries()) {
      const translations = golden.filter((other) => other.statement === statement && other.language !== language)
      expect([...nearest(row)].sort(), text).toEqual(translations.map((other) => `${other.language} ${String(other.statement)}`).sort())
    }
  })
})
