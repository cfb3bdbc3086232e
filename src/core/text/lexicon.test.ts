import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bm25, bm25Text } from './bm25.js'
import { createLexicon } from './lexicon.js'
import { dotSparse } from './sparse-vector.js'
import { tokens } from './tokens.js'

describe('tokens', () => {
  it('finds words in any script', () => {
    expect(tokens('The Queen’s Ångström, 2nd')).toEqual(['the', 'queen', 'ångström', '2nd'])
    expect(tokens('东京都')).toEqual(['东京', '京都'])
    expect(tokens('Привет, мир!')).toEqual(['привет', 'мир'])
    expect(tokens('हिन्दी')).toEqual(['हिन्दी'])
    expect(tokens(' … ')).toEqual([])
  })
})

describe('tokens of plain English', () => {
  it('are what any script’s would be', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary-ascii' }), fc.array(fc.constantFrom('Dog', "'s", "'", '’s', '’', ' ', '_', '-', '—', '…', '‗', '9', "s'", 'S')).map((parts) => parts.join(''))), (text) => {
        expect(tokens(`${text} é`)).toEqual([...tokens(text), 'é'])
      }),
    )
  })
})

describe('createLexicon', () => {
  const texts = ['the comet and the moon', 'a comet over the harbour', 'moon cake', 'harbour bridge']
  const lexicon = createLexicon(texts)

  it('leaves out stop words and words of a single text', () => {
    expect(lexicon.frequency('the')).toBe(0)
    expect(lexicon.frequency('cake')).toBe(0)
    expect(lexicon.frequency('comet')).toBe(2)
    expect(lexicon.word(lexicon.term('comet') ?? -1)).toBe('comet')
  })

  it('makes unit vectors by (1 + ln tf) · ln(N / df)', () => {
    const vector = lexicon.vector('comet comet moon')
    const [rare, common] = [(1 + Math.log(2)) * Math.log(2), Math.log(2)]
    const length = Math.hypot(rare, common)
    const [first = 0, second = 0] = [...vector.weights].sort()
    expect(first).toBeCloseTo(common / length, 12)
    expect(second).toBeCloseTo(rare / length, 12)
    expect(dotSparse(vector, vector)).toBeCloseTo(1, 12)
    expect(lexicon.vector('nothing known').terms).toHaveLength(0)
  })

  it('gives a text that it was built from the same vector by its place', () => {
    const word = fc.constantFrom('comet', 'Comet', 'moon', 'the', 'constructor', '__proto__', 'naïve', '东京都', '’s', '1')
    fc.assert(
      fc.property(fc.array(fc.array(word, { maxLength: 8 }).map((found) => found.join(' ')), { maxLength: 12 }), (many) => {
        const made = createLexicon(many)
        many.forEach((text, place) => { expect(made.vectorOf(place)).toEqual(made.vector(text)) })
        expect(made.vectorOf(many.length).terms).toHaveLength(0)
        for (const one of new Set(many.flatMap(tokens))) {
          const count = many.filter((text) => tokens(text).includes(one)).length
          if (one !== 'the' && count > 1) expect(made.frequency(one)).toBe(count)
        }
      }),
    )
  })

  it('knows how much of a text its words say: nothing of another language, half of the square where one of two is unknown', () => {
    expect(lexicon.share('comet moon')).toEqual({ known: 1, each: expect.any(Number) as number, others: [] })
    expect(lexicon.share('Komet über dem Hafen')).toMatchObject({ known: 0, others: ['komet', 'über', 'dem', 'hafen'] })
    expect(lexicon.share('comet Hafen')).toMatchObject({ known: expect.closeTo(Math.SQRT1_2, 12) as number, each: expect.closeTo(Math.SQRT1_2, 12) as number, others: ['hafen'] })
    expect(lexicon.share('the')).toEqual({ known: 0, each: 0, others: [] })
  })

  it('scores by BM25 higher where the rarer word occurs in the shorter text', () => {
    const score = bm25(lexicon, 3)
    const query = new Map([['comet', 1]])
    expect(score(query, bm25Text(lexicon, 'comet harbour'))).toBeGreaterThan(score(query, bm25Text(lexicon, 'comet harbour moon bridge cake')))
    expect(score(query, bm25Text(lexicon, 'moon'))).toBe(0)
  })
})
