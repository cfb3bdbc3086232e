import { readFileSync } from 'node:fs'
import { Tokenizer } from '@huggingface/tokenizers'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openTransformerTokens } from './transformer-tokens.js'

const json = readFileSync(new URL('../../../public/models/minilm/tokenizer.json', import.meta.url), 'utf8')
const library = new Tokenizer(JSON.parse(json) as object, {})
const opened = openTransformerTokens(json, 256)
if (opened.status !== 'ok') throw new Error(opened.message)
const { tokens } = opened

describe('the shipped tokenizer', () => {
  it('gives the library’s tokens for any text, by whichever way', () => {
    const letters = [...Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)), '\t', '\n', 'é', 'ß', '日', '🙂', '\u0000', ...'eeeaaiinnttsr   ', '[MASK]', '[SEP] ']
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...letters), maxLength: 60 }), (text) => {
        expect([...tokens.encode(text)]).toEqual(library.encode(text).ids)
      }),
      { numRuns: 500 },
    )
  })

  it('keeps the beginning and the last special token of a long text', () => {
    const ids = tokens.encode('harbour '.repeat(500))
    expect(ids).toHaveLength(256)
    expect([ids[0], ids.at(-1)]).toEqual([101, 102])
  })

  it('says what is wrong with a file that is no tokenizer', () => {
    expect(openTransformerTokens('{', 256)).toMatchObject({ status: 'unavailable', code: 'model' })
    expect(openTransformerTokens('{"model": {"type": "Nothing"}}', 256)).toMatchObject({ status: 'unavailable', code: 'model' })
  })
})
