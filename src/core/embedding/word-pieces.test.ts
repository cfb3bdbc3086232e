import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createWordPieces } from './word-pieces.js'

const vocab = readFileSync(new URL('../../../public/models/static/vocab.txt', import.meta.url), 'utf8')
const made = createWordPieces(vocab)
if (made === undefined) throw new Error('the shipped vocabulary has no unknown piece')
const pieces = made

/** A trailing ideograph sends the text through the library; it is one piece of its own. */
const throughLibrary = (text: string): readonly number[] => pieces.rows(`${text} 丐`).slice(0, -1)

describe('the short way for plain ASCII', () => {
  it('gives the library’s rows for any plain text', () => {
    const text = fc.string({ unit: fc.constantFrom(...Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)), '\t', '\n', '\r', ...'eeeaaiinnttsr   '), maxLength: 60 })
    fc.assert(
      fc.property(text, (one) => {
        expect(pieces.rows(one)).toEqual(throughLibrary(one))
      }),
      { numRuns: 500 },
    )
  })

  it.each(["12 tips for a better night's sleep", 'email@example.com https://example.com/path?q=1', '$5,000 -- or nothing!', 'x'.repeat(101), 'antidisestablishmentarianism zzzqqq', '[UNK] [CLS] ##ing'])('and for %s', (text) => {
    expect(pieces.rows(text)).toEqual(throughLibrary(text))
  })
})
