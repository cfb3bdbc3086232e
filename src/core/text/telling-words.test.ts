import { describe, expect, it } from 'vitest'
import { createLexicon } from './lexicon.js'

/** Whether each word, which some texts of the catalog have, may be quoted. */
const tellingIn = (texts: readonly string[], words: readonly string[]): readonly boolean[] => {
  const lexicon = createLexicon(texts)
  return words.map((word) => lexicon.telling(lexicon.term(word) ?? -1))
}

describe('a word is worth quoting', () => {
  const english = Array.from({ length: 20 }, (_, n) => `The story of the day number ${String(n)} is about what ${n < 3 ? 'comet first within down 2019 thirty' : n < 5 ? 'harbour war' : n < 11 ? 'council' : 'bread'}`)

  it('where it says what a text is about', () => {
    expect(tellingIn(english, ['comet', 'harbour', 'war'])).toEqual([true, true, true])
  })

  it('not where it is a number, or says when, where or how much', () => {
    expect(tellingIn(english, ['first', 'within', 'down', '2019', 'thirty'])).toEqual([false, false, false, false, false])
  })

  it('not where more than a quarter of the catalog has it, nor where no text has', () => {
    expect(tellingIn(english, ['council', 'bread', 'number', 'nowhere'])).toEqual([false, false, false, false])
  })

  it('in each language without that language’s small words, which may be subjects in another', () => {
    const german = Array.from({ length: 20 }, (_, n) => `Der ${n < 3 ? 'Komet war nicht' : 'Garten ist'} ${String(n)} mit dem Tag`)
    expect(tellingIn(german, ['komet', 'war', 'nicht'])).toEqual([true, false, false])
    const greek = Array.from({ length: 12 }, (_, n) => (n < 2 ? 'πύραυλος σελήνη' : `ψωμί ${String(n)}`))
    expect(tellingIn(greek, ['πύραυλος'])).toEqual([true])
  })
})
