import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { engagements } from '../history/engagement.js'
import type { EventId, InteractionKind } from '../history/event.js'
import { type ItemId, itemText } from '../item.js'
import { createLexicon } from '../text/lexicon.js'
import { dotWith } from '../text/sparse-vector.js'
import type { Millis } from '../time.js'
import { dot } from '../embedding/dot.js'
import type { Candidate } from './candidate.js'
import type { HistoryEntry } from '../history/engagement.js'
import { categoryFeature, hideCosts, matchFeature, wordsFeature } from './features.js'
import { FORMULA } from './formula.js'
import { createLineups } from './lineup.js'
import { createRanker } from './rank.js'
import { createShelf, type Shelf } from './shelf.js'
import type { Shelved } from './shelved.js'
import { createTaste, type Taste } from './taste.js'

const DIMENSIONS = 12
const ITEMS = 240

/** Every seventh without a vector, every eleventh without a category. */
const catalog = Array.from({ length: ITEMS }, (_, n): Candidate => {
  const item = { id: `i${String(n)}` as ItemId, title: `word${String(n % 13)} term${String(n % 17)} both`, ...(n % 11 === 10 ? {} : { category: `c${String(n % 5)}` }) }
  if (n % 7 === 6) return { item }
  const vector = Float32Array.from({ length: DIMENSIONS }, (_x, i) => Math.sin((n + 1) * (i + 2.5)) + 0.2)
  return { item, embedding: { tier: 'static', vector } }
})
const ground = { centre: { static: new Float32Array(DIMENSIONS).fill(0.2), transformer: new Float32Array(DIMENSIONS) }, lexicon: createLexicon(catalog.map(({ item }) => itemText(item))) }

const entry = (n: number, kind: InteractionKind, order: number): HistoryEntry => {
  const { item, embedding } = catalog[n] ?? { item: { id: 'none' as ItemId, title: '' } }
  return { event: { id: `e${String(order)}` as EventId, kind, item, at: (1_700_000_000_000 + order) as Millis }, ...(embedding === undefined ? {} : { embedding }) }
}
const histories = fc
  .array(fc.tuple(fc.nat(ITEMS - 1), fc.constantFrom<InteractionKind>('click', 'click', 'like', 'hide', 'dwell', 'purchase')), { maxLength: 14 })
  .map((events) => events.map(([n, kind], order) => entry(n, kind, order)))
const topics = fc.constantFrom<ReadonlyMap<string, number>>(new Map(), new Map([['c1', 1]]), new Map([['c2', 1], ['c4', 2]]))

/** The formula as it is written down, candidate by candidate. */
const plain = {
  match: (shelf: Shelf, { vector }: Shelved, { liked, chosen }: Taste): number => {
    const voices = [...liked.map(({ engagement: { weight }, shelved }) => ({ weight, vector: shelved.vector })), ...chosen].filter((voice) => voice.vector !== undefined)
    const total = voices.reduce((sum, { weight }) => sum + weight, 0)
    if (vector === undefined || total === 0) return Number.NaN
    const particular = (other: Float32Array): number => dot(vector, other) - FORMULA.crowding * (shelf.crowding(vector) + shelf.crowding(other))
    return Math.log(voices.reduce((sum, { weight, vector: other = vector }) => sum + weight * Math.exp(FORMULA.sharpness * particular(other)), 0) / total) / FORMULA.sharpness
  },
  hides: ({ vector, item: { category } }: Shelved, { hides, hiddenCategories, categories }: Taste): number => {
    const near = hides.map(({ shelved }) => (shelved.vector === undefined || vector === undefined ? 0 : dot(shelved.vector, vector)) + (category !== undefined && shelved.item.category === category ? 0.01 : 0))
    const closest = Math.max(0, ...near)
    if (closest === 0) return 0
    const refused = hiddenCategories.get(category ?? '') ?? 0
    return FORMULA.hideMatch * closest + (refused === 0 ? 0 : (FORMULA.hideCategory * refused) / (refused + (categories.get(category ?? '') ?? 0)))
  },
}

const categories = catalog.flatMap(({ item }) => item.category ?? [])

describe('the features by column', () => {
  it('are what the formula says, candidate by candidate', () => {
    fc.assert(
      fc.property(histories, topics, fc.boolean(), (history, chosen, few) => {
        const shelf = createShelf(ground.centre, ground.lexicon)
        createLineups(shelf.place)(catalog)
        shelf.survey()
        const lineup = createLineups(shelf.place)(few ? catalog.slice(0, 9) : catalog)
        const taste = createTaste(engagements(history), shelf, { hidden: [], chosen, prior: undefined, pairs: undefined })
        const off = (values: Float64Array, value: (one: Shelved) => number): number =>
          Math.max(...lineup.shelved.map((one, i) => (Object.is(values[i], value(one)) ? 0 : Math.abs((values[i] ?? Number.NaN) - value(one)))))
        expect(off(matchFeature(lineup, taste, shelf).values, (one) => plain.match(shelf, one, taste))).toBeLessThan(1e-6)
        expect(off(hideCosts(lineup, taste, shelf).costs, (one) => plain.hides(one, taste))).toBeLessThan(1e-6)
        expect(off(categoryFeature(lineup, taste, shelf), ({ item }) => (item.category === undefined ? Number.NaN : taste.share(item.category) - (FORMULA.common * categories.filter((one) => one === item.category).length) / categories.length))).toBeLessThan(1e-12)
        expect(off(wordsFeature(lineup, taste), ({ words }) => dotWith(words, new Map(taste.words.entries())))).toBe(0)
      }),
      { numRuns: 60 },
    )
  })
})

describe('a ranker that is asked again and again', () => {
  it('answers to the bit as a new one does, after every event of a history', () => {
    fc.assert(
      fc.property(histories, topics, (history, chosen) => {
        const ranker = createRanker({ ...ground, catalog })
        for (let length = 0; length <= history.length; length++) {
          const request = { candidates: catalog, history: history.slice(0, length), chosen, limit: 12 }
          expect(ranker.rank(request)).toEqual(createRanker({ ...ground, catalog }).rank(request))
        }
      }),
      { numRuns: 12 },
    )
  })

  it('gives the beginning of the whole list where it is asked for a few', () => {
    const ranker = createRanker({ ...ground, catalog })
    fc.assert(
      fc.property(histories, topics, fc.nat(ITEMS + 5), fc.option(fc.nat(1000), { nil: undefined }), (history, chosen, limit, seed) => {
        const request = { candidates: catalog, history, chosen, ...(seed === undefined ? {} : { explore: { seed, deviation: 0.3 } }) }
        expect(ranker.rank({ ...request, limit })).toEqual(ranker.rank(request).slice(0, limit))
      }),
      { numRuns: 60 },
    )
  })
})
