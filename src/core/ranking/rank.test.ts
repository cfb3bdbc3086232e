import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventId, InteractionKind } from '../history/event.js'
import { type Item, type ItemId, itemText } from '../item.js'
import { createLexicon } from '../text/lexicon.js'
import type { Millis } from '../time.js'
import type { Candidate } from './candidate.js'
import type { HistoryEntry } from '../history/engagement.js'
import type { RankRequest } from './rank-request.js'
import { createRanker } from './rank.js'

const DIMENSIONS = 16
const NOW = 1_700_000_000_000 as Millis
const SUBJECTS = ['space', 'food', 'sport', 'law', 'music'] as const

/** A catalog in which every subject has its own direction, its own category and its own words. */
function catalogOf(size: number): readonly Candidate[] {
  return Array.from({ length: size }, (_, n) => {
    const subject = n % SUBJECTS.length
    const vector = Float32Array.from({ length: DIMENSIONS }, (_x, i) => 0.3 + (i === subject ? 1 : 0) + 0.4 * Math.sin((n + 1) * (i + 2)))
    const length = Math.hypot(...vector)
    const item: Item = { id: `i${String(n)}` as ItemId, title: `${SUBJECTS[subject] ?? ''} story number${String(n)}`, category: SUBJECTS[subject] ?? '' }
    return { item, embedding: { tier: 'transformer', vector: vector.map((value) => value / length) } }
  })
}

const catalog = catalogOf(40)
const mean = Float32Array.from({ length: DIMENSIONS }, (_, i) => catalog.reduce((sum, { embedding }) => sum + (embedding?.vector[i] ?? 0), 0) / catalog.length)
const centre = { static: new Float32Array(DIMENSIONS), transformer: mean }
const lexicon = createLexicon(catalog.map(({ item }) => itemText(item)))
const ranker = createRanker({ centre, lexicon, catalog })
const at = (n: number): Candidate => catalog[n] ?? { item: { id: 'none' as ItemId, title: '' } }

function entry(n: number, kind: InteractionKind = 'click', order = n): HistoryEntry {
  const { item, embedding } = at(n)
  return { event: { id: `e${String(order)}-${kind}` as EventId, kind, item, at: (NOW - 1000 + order) as Millis }, ...(embedding === undefined ? {} : { embedding }) }
}
const ids = (request: RankRequest): readonly string[] => ranker.rank(request).map(({ id }) => id)
const histories = fc.array(fc.tuple(fc.integer({ min: 0, max: 39 }), fc.constantFrom<InteractionKind>('click', 'like', 'hide', 'view', 'purchase')), { maxLength: 12 }).map((events) => events.map(([n, kind], order) => entry(n, kind, order)))

describe('rank', () => {
  it('keeps the given order, without reasons, where nothing is known', () => {
    const candidates = [...catalog].reverse()
    expect(ids({ candidates, history: [] })).toEqual(candidates.map(({ item }) => item.id))
    expect(ranker.rank({ candidates, history: [] }).every(({ reasons, score }) => reasons.length === 0 && score === 0)).toBe(true)
  })

  it('gives reasons whose weights add up to the score, and is never NaN', () => {
    fc.assert(
      fc.property(histories, (history) => {
        for (const { score, reasons } of ranker.rank({ candidates: catalog, history })) {
          expect(Number.isFinite(score)).toBe(true)
          expect(reasons.reduce((sum, { weight }) => sum + weight, 0)).toBe(score)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('returns every candidate once, whatever the history', () => {
    fc.assert(
      fc.property(histories, (history) => {
        expect([...ids({ candidates: catalog, history })].sort()).toEqual(catalog.map(({ item }) => item.id as string).sort())
      }),
      { numRuns: 60 },
    )
  })

  it('does not depend on the order in which the candidates come', () => {
    fc.assert(
      fc.property(histories, fc.shuffledSubarray([...catalog], { minLength: 40 }), (history, candidates) => {
        const plain = new Map(ranker.scores({ candidates: catalog, history }).map(({ id, score }) => [id, score]))
        for (const { id, score } of ranker.scores({ candidates, history })) expect(score).toBeCloseTo(plain.get(id) ?? Number.NaN, 9)
      }),
      { numRuns: 40 },
    )
  })

  it('is the same with and without what it kept from earlier rankings', () => {
    fc.assert(
      fc.property(histories, (history) => {
        expect(ranker.rank({ candidates: catalog, history })).toEqual(createRanker({ centre, lexicon, catalog }).rank({ candidates: catalog, history }))
      }),
      { numRuns: 20 },
    )
  })

  it('moves towards a subject after five stories on it, with other subjects still present', () => {
    const ranked = ids({ candidates: catalog, history: [0, 5, 10, 15, 20].map((n) => entry(n)) }).slice(0, 6)
    const subjects = ranked.map((id) => Number(id.slice(1)) % 5)
    expect(subjects[0]).toBe(0)
    expect(subjects.filter((subject) => subject === 0).length).toBeGreaterThanOrEqual(3)
    expect(new Set(subjects).size).toBeGreaterThanOrEqual(2)
  })

  it('sinks what was read below everything fresh, and what was hidden below that', () => {
    const ranked = ids({ candidates: catalog, history: [entry(0), entry(5), entry(7, 'hide')] })
    expect(ranked.slice(-3)).toEqual(expect.arrayContaining(['i0', 'i5', 'i7']))
    expect(ranked.at(-1)).toBe('i7')
  })

  it('points the reason at the item read that is nearest', () => {
    const [first] = ranker.rank({ candidates: catalog.filter((_, n) => n !== 2), history: [entry(2), entry(11)], limit: 1 })
    const meaning = first?.reasons.find(({ kind }) => kind === 'meaning')
    expect(meaning?.text).toMatch(/^Because you read “(space|food|sport|law|music) story number\d+”$/)
    expect(['i2', 'i11']).toContain(meaning?.itemId)
  })

  it('takes a subject down at once when a story on it is hidden', () => {
    const history = [0, 5, 10, 1, 6].map((n) => entry(n))
    const best = (request: readonly HistoryEntry[]): number => ids({ candidates: catalog, history: request }).findIndex((id) => Number(id.slice(1)) % 5 === 0)
    expect(best([...history, entry(15, 'hide')])).toBeGreaterThan(best(history))
  })

  it('lets a like weigh more than a click', () => {
    const share = (kind: InteractionKind): number => ranker.scores({ candidates: catalog, history: [entry(0, kind), entry(1)] }).find(({ id }) => id === 'i20')?.score ?? Number.NaN
    expect(share('like')).toBeGreaterThan(share('click'))
  })

  it('is moved by neither a view inside a slot nor a single bounce', () => {
    const seen = entry(0, 'view')
    const bounce = entry(0)
    const inSlot: HistoryEntry = { ...seen, event: { ...seen.event, slot: 'top' } }
    expect(ids({ candidates: catalog, history: [inSlot] })).toEqual(catalog.map(({ item }) => item.id))
    expect(ranker.scores({ candidates: catalog, history: [{ ...bounce, event: { ...bounce.event, dwellMs: 400 } }] }).every(({ reasons }) => reasons.every(({ kind }) => kind === 'read'))).toBe(true)
  })

  it('treats a vector that is not finite, or of another length, as missing', () => {
    const broken = (vector: Float32Array): readonly Candidate[] => [{ item: at(3).item, embedding: { tier: 'transformer', vector } }, at(4), at(9)]
    for (const vector of [new Float32Array(DIMENSIONS).fill(Number.NaN), new Float32Array(3), new Float32Array(DIMENSIONS).fill(Number.POSITIVE_INFINITY)]) {
      const ranked = createRanker({ centre, lexicon }).rank({ candidates: broken(vector), history: [entry(14)] })
      expect(ranked).toHaveLength(3)
      expect(ranked.every(({ score }) => Number.isFinite(score))).toBe(true)
    }
  })

  it('ranks by words alone where there are no vectors and no categories', () => {
    const bare = catalog.map(({ item: { id, title } }): Candidate => ({ item: { id, title } }))
    const read = bare[0]
    if (read === undefined) throw new Error('no catalog')
    const history: HistoryEntry[] = [{ event: { id: 'e' as EventId, kind: 'click', item: read.item, at: NOW } }]
    const [first] = createRanker({ centre, lexicon }).rank({ candidates: bare, history })
    expect(Number(first?.id.slice(1)) % 5).toBe(0)
    expect(first?.reasons.map(({ kind }) => kind)).toEqual(['words'])
  })

  it('names shared words that an item is about, and says without naming any where it shares others only', () => {
    const titles = ['Comet seen first within the harbour', 'Comet rises first', 'First down within reach', 'Bread rises', 'Soup of the village', 'A court hears the appeal', 'Down the valley', 'Within the walls', ...Array.from({ length: 24 }, (_, n) => `Filler ${String(n)}`)]
    const items = titles.map((title, n): Candidate => ({ item: { id: `w${String(n)}` as ItemId, title } }))
    const words = createRanker({ centre, lexicon: createLexicon(titles) })
    const [read] = items
    if (read === undefined) throw new Error('no items')
    const list = words.rank({ candidates: items, history: [{ event: { id: 'e' as EventId, kind: 'click', item: read.item, at: NOW } }] })
    const said = (id: string): string | undefined => list.find((one) => one.id === id)?.reasons.find(({ kind }) => kind === 'words')?.text
    expect(said('w1')).toBe('Mentions “comet”, as what you read does')
    expect(said('w2')).toBe('Uses words that what you read uses too')
    expect(said('w5')).toBe('Shares no particular words with what you read')
    for (const { score, reasons } of list) expect(reasons.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(score, 12)
  })

  it('answers for one candidate, for all read, for none, and for a history of items long gone', () => {
    expect(ids({ candidates: [at(0)], history: [entry(1)] })).toEqual(['i0'])
    expect(ids({ candidates: [at(0), at(1)], history: [entry(0), entry(1)] })).toHaveLength(2)
    expect(ids({ candidates: [], history: [entry(0)] })).toEqual([])
    const gone: HistoryEntry = { event: { id: 'g' as EventId, kind: 'click', item: { id: 'gone' as ItemId, title: 'space story' }, at: NOW } }
    expect(ids({ candidates: catalog, history: [gone] })).toHaveLength(40)
  })

  it('follows popularity where there is no history, and says so', () => {
    const prior = { popularity: { counts: new Map([['i7' as ItemId, { clicks: 90, shown: 100 }]]), rate: 0.05, at: NOW } }
    const [first] = ranker.rank({ candidates: catalog, history: [], prior, now: NOW })
    expect(first?.id).toBe('i7')
    expect(first?.reasons.map(({ kind }) => kind)).toEqual(['popularity'])
  })

  it('leaves out what is excluded and stops at the limit', () => {
    const ranked = ids({ candidates: catalog, history: [entry(0)], exclude: ['i5' as ItemId], limit: 4 })
    expect(ranked).toHaveLength(4)
    expect(ranked).not.toContain('i5')
  })

  it('shows one of two copies of a story before the rest, the other after', () => {
    const copy: Candidate = { ...at(5), item: { ...at(5).item, id: 'copy' as ItemId } }
    const ranked = ids({ candidates: [...catalog.slice(0, 20), copy], history: [entry(0), entry(10)] })
    expect(Math.abs(ranked.indexOf('copy') - ranked.indexOf('i5'))).toBeGreaterThan(5)
  })

  it('finds what a query asks for before what the history suggests', () => {
    const [first] = ranker.rank({ candidates: catalog, history: [entry(0), entry(5)], query: 'music story' })
    expect(Number(first?.id.slice(1)) % 5).toBe(4)
  })

  it('finds by a word that one item alone has', () => {
    const alone: Candidate = { item: { id: 'alone' as ItemId, title: 'Sourdough for beginners' } }
    const all = [...catalog, alone]
    const [first, second] = createRanker({ centre, lexicon: createLexicon(all.map(({ item }) => itemText(item))), catalog: all }).rank({ candidates: all, history: [], query: 'sourdough' })
    expect(first?.id).toBe('alone')
    expect(first?.reasons).toContainEqual(expect.objectContaining({ kind: 'query' }))
    expect((first?.score ?? 0) - (second?.score ?? 0)).toBeGreaterThan(1)
  })

  it('gives little for one word of a query that the catalog knows beside several that it does not', () => {
    const best = (query: string): number => ranker.rank({ candidates: catalog, history: [], query })[0]?.score ?? 0
    expect(best('music')).toBeGreaterThan(1)
    expect(best('Neues vom Mond, kein music')).toBeLessThan(0.4 * best('music'))
    expect(best('Neues vom Mond')).toBe(0)
  })
})

describe('similar', () => {
  it('puts the same subject first and leaves the item itself out', () => {
    const found = ranker.similar(at(0).item, catalog, 5)
    expect(found).toHaveLength(5)
    expect(found.map(({ id }) => id)).not.toContain('i0')
    expect(Number(found[0]?.id.slice(1)) % 5).toBe(0)
  })

  it('gives the first of the whole order, words standing in where a vector is missing', () => {
    const mixed = catalog.map((candidate, n) => (n % 4 === 1 ? { item: candidate.item } : candidate))
    const made = createRanker({ centre, lexicon, catalog: mixed })
    for (const n of [0, 1, 7]) {
      const whole = made.similar(at(n).item, mixed)
      expect(whole.map(({ id }) => id).sort()).toEqual(catalog.flatMap(({ item: { id } }, m) => (m === n ? [] : [id])).sort())
      expect(whole.map(({ score }) => score)).toEqual(whole.map(({ score }) => score).sort((a, b) => b - a))
      for (const limit of [0, 1, 5, 39, 100]) expect(made.similar(at(n).item, mixed, limit)).toEqual(whole.slice(0, limit))
    }
  })

  it('knows an item that is not among the candidates, and ranks of two with one id the first', () => {
    const some = [...catalog.slice(0, 20), ...catalog.slice(0, 3)]
    expect(ranker.similar(at(25).item, some, 100)).toHaveLength(20)
    expect(Number(ranker.similar(at(25).item, some, 1)[0]?.id.slice(1)) % 5).toBe(0)
  })
})
