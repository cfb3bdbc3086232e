import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openVocabulary } from './vocabulary.js'

const file = readFileSync(new URL('../../../public/models/static/vocab.txt', import.meta.url), 'utf8')

describe('a vocabulary', () => {
  it('finds every piece of the shipped one in its line, and nothing else', () => {
    const pieces = file.replace(/\n$/, '').split('\n')
    const vocabulary = openVocabulary(file)
    expect(vocabulary.size).toBe(pieces.length)
    pieces.forEach((piece, row) => {
      if (vocabulary.get(piece) !== row) expect([piece, vocabulary.get(piece)]).toEqual([piece, row])
    })
    for (const missing of ['', 'zzzqqq', '[UNK', 'the\n', ...pieces.slice(0, 500).map((piece) => `${piece}\u0000`)]) expect(vocabulary.get(missing), missing).toBeUndefined()
  })

  it('is a map of its lines, whatever they hold, with and without an end to the last', () => {
    const line = fc.string({ unit: 'binary', maxLength: 3 }).map((text) => text.replaceAll('\n', ''))
    fc.assert(
      fc.property(fc.uniqueArray(line, { minLength: 1, maxLength: 50 }), fc.array(line), fc.boolean(), (lines, others, ended) => {
        const vocabulary = openVocabulary(lines.join('\n') + (ended || lines.at(-1) === '' ? '\n' : ''))
        const rowOf = new Map(lines.map((text, row) => [text, row]))
        expect(vocabulary.size).toBe(lines.length)
        for (const text of [...lines, ...others]) expect(vocabulary.get(text)).toBe(rowOf.get(text))
      }),
    )
  })
})
