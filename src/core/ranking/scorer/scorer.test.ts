import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventId, InteractionKind } from '../../history/event.js'
import { type Item, type ItemId, itemText } from '../../item.js'
import { createLexicon } from '../../text/lexicon.js'
import type { Millis } from '../../time.js'
import type { Candidate } from '../candidate.js'
import type { HistoryEntry } from '../../history/engagement.js'
import type { RankRequest } from '../rank-request.js'
import { createRanker } from '../rank.js'
import { FEATURES, type FeatureName, featurePlaces, firstFeatures } from './features.js'
import { canaryHolds, readScorer } from './scorer-recipe.js'

const NOW = 1_700_000_000_000 as Millis
const TOPICS = ['space', 'food', 'law'] as const

const items = Array.from({ length: 30 }, (_, n): Candidate => {
  const topic = n % TOPICS.length
  const vector = Float32Array.from({ length: 8 }, (_x, d) => (d === topic ? 1 : 0) + 0.3 * Math.sin((n + 1) * (d + 2)))
  const length = Math.hypot(...vector)
  const item: Item = {
    id: `i${String(n)}` as ItemId,
    title: `${TOPICS[topic] ?? ''} story ${String(n)}`,
    category: TOPICS[topic] ?? '',
    ...(n % 2 === 0 ? { tags: [TOPICS[topic] ?? ''], price: n, publishedAt: new Date(NOW - n * 86_400_000).toISOString(), provider: 'one' } : {}),
  }
  return n % 7 === 6 ? { item } : { item, embedding: { tier: 'transformer', vector: vector.map((x) => x / length) } }
})
const ranker = createRanker({ centre: { static: new Float32Array(8), transformer: new Float32Array(8) }, lexicon: createLexicon(items.map(({ item }) => itemText(item))), catalog: items })

const entry = (n: number, kind: InteractionKind = 'click'): HistoryEntry => {
  const { item, embedding } = items[n] ?? { item: { id: '' as ItemId, title: '' } }
  return { event: { id: `e${String(n)}` as EventId, kind, item, at: (NOW - 1_000 + n) as Millis }, ...(embedding === undefined ? {} : { embedding }) }
}
const histories = fc.array(fc.tuple(fc.nat(29), fc.constantFrom<InteractionKind>('click', 'like', 'hide', 'view')), { maxLength: 8 }).map((events) => events.map(([n, kind]) => entry(n, kind)))
const request = (history: readonly HistoryEntry[] = [entry(0), entry(3)]): RankRequest => ({ candidates: items, history, now: NOW })
const answers = (scores: (n: number) => number, weight = 1): Pick<RankRequest, 'scorer'> => ({ scorer: { scores: new Map(items.map(({ item }, n) => [item.id, scores(n)])), weight } })

const column = (table: ReturnType<typeof ranker.features>, name: FeatureName): readonly number[] => {
  const place = FEATURES.findIndex((feature) => feature.name === name)
  return table.ids.map((_, row) => table.values[row * FEATURES.length + place] ?? Number.NaN)
}

describe('the published features', () => {
  it('are finite for every item, whatever the history', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const { ids, values } = ranker.features(request(history))
        expect(values).toHaveLength(ids.length * FEATURES.length)
        expect(values.every(Number.isFinite)).toBe(true)
      }),
      { numRuns: 50 },
    )
  })

  it('are what the shipped score is made of: the same score, the same standardised parts', () => {
    const table = ranker.features(request())
    const { relevance, parts } = ranker.measure(request())
    expect(column(table, 'score').map((value) => Math.fround(value))).toEqual(Array.from(relevance, Math.fround))
    const meaning = parts.find(({ kind }) => kind === 'meaning')?.values ?? new Float64Array()
    column(table, 'matchZ').forEach((z, row) => expect(z).toBeCloseTo(meaning[row] ?? Number.NaN, 5))
  })

  it('say what they say', () => {
    const table = ranker.features(request())
    expect(column(table, 'category').slice(0, 3)).toEqual([1, 0, 0])
    expect(column(table, 'tags').slice(0, 3)).toEqual([0.5, 0, 0])
    expect(column(table, 'provider').slice(0, 3)).toEqual([0.5, 0, 0.5])
    expect(column(table, 'read').filter((value) => value === 1)).toHaveLength(2)
    expect(column(table, 'age')[2]).toBeCloseTo(Math.log1p(2), 6)
    expect(column(table, 'price')[4]).toBeCloseTo(Math.log1p(4), 6)
    expect([column(table, 'dated')[1], column(table, 'priced')[1], column(table, 'price')[1]]).toEqual([0, 0, 0])
    expect(column(table, 'nearest')[0]).toBeCloseTo(1, 5)
    expect(column(table, 'match')[6]).toBe(0)
    expect(column(table, 'history')[0]).toBeCloseTo(Math.log(3), 6)
    expect(column(table, 'candidates')[0]).toBeCloseTo(Math.log(30), 6)
  })

  it('leave the scorer’s own part out: a model is never asked about its own answer', () => {
    expect(ranker.features({ ...request(), ...answers((n) => n) }).values).toEqual(ranker.features(request()).values)
  })

  it('are only ever added at the end', () => {
    expect(firstFeatures(6)).toEqual(['match', 'nearest', 'mean', 'category', 'words', 'tags'])
    expect(new Set(firstFeatures(99)).size).toBe(FEATURES.length)
    expect(featurePlaces(['words', 'match'])).toEqual([4, 0])
    expect(featurePlaces(['match', 'nope'])).toEqual({ unknown: 'nope' })
  })
})

describe('a scorer’s part', () => {
  it('is a reason whose weight is exact, beside those that were there', () => {
    for (const { id, score, reasons } of ranker.rank({ ...request(), ...answers((n) => n * n, 2) })) {
      expect(reasons.reduce((sum, { weight }) => sum + weight, 0)).toBe(score)
      expect(reasons.filter(({ kind }) => kind === 'scorer'), id).toHaveLength(1)
    }
  })

  it('is standardised over what was not read, times its weight: any scale and any offset give the same order', () => {
    const { parts, ids } = ranker.measure({ ...request(), ...answers((n) => 1_000 + 7 * n, 3) })
    const fresh = (parts.find(({ kind }) => kind === 'scorer')?.values ?? new Float64Array()).filter((_, row) => !['i0', 'i3'].includes(ids[row] ?? ''))
    const mean = fresh.reduce((sum, value) => sum + value, 0) / fresh.length
    expect(mean).toBeCloseTo(0, 9)
    expect(Math.sqrt(fresh.reduce((sum, value) => sum + (value - mean) ** 2, 0) / fresh.length)).toBeCloseTo(3, 9)
    const order = (scores: (n: number) => number) => ranker.rank({ ...request(), ...answers(scores) }).map(({ id }) => id)
    expect(order((n) => n)).toEqual(order((n) => 1_000 + 7 * n))
  })

  it('with weight enough decides the order, and with none leaves it', () => {
    const byHand = ranker.scores({ ...request(), ...answers((n) => -n, 1_000) }).map(({ id, score }) => ({ id, score }))
    const fresh = byHand.filter(({ id }) => !['i0', 'i3'].includes(id)).sort((a, b) => b.score - a.score)
    expect(fresh.map(({ id }) => Number(id.slice(1)))).toEqual(fresh.map(({ id }) => Number(id.slice(1))).sort((a, b) => a - b))
    expect(ranker.rank({ ...request(), ...answers((n) => n, 0) }).map(({ id }) => id)).toEqual(ranker.rank(request()).map(({ id }) => id))
  })
})

describe('model.json of a scorer', () => {
  const model = { format: 'hearth-model', version: 1, kind: 'scorer', scorer: { features: ['match', 'words'], featuresVersion: 1, weight: 1, canary: { values: [1, 2], scores: [3] } } }
  const read = (scorer: object) => readScorer(JSON.stringify({ ...model, scorer: { ...model.scorer, ...scorer } }))

  it('is read, or refused with a sentence', () => {
    expect(read({})).toMatchObject({ status: 'ok', recipe: { features: ['match', 'words'] } })
    expect(read({ features: ['match', 'nope'] })).toMatchObject({ status: 'bad', message: expect.stringContaining('"nope"') as string })
    expect(read({ featuresVersion: 2 })).toMatchObject({ status: 'bad', message: expect.stringContaining('version 2') as string })
    expect(read({ weight: 11 })).toMatchObject({ status: 'bad' })
    expect(read({ canary: { values: [1], scores: [3] } })).toMatchObject({ status: 'bad' })
    for (const wrong of ['', '{', '[]', '{"format":"hearth-model","version":1,"kind":"encoder"}']) expect(readScorer(wrong)).toMatchObject({ status: 'bad' })
  })

  it('holds a backend to its canary', () => {
    expect(canaryHolds([1, -20], Float32Array.of(1.0005, -20.01))).toBe(true)
    for (const wrong of [[1, -19], [1], [1, Number.NaN]]) expect(canaryHolds([1, -20], wrong)).toBe(false)
  })
})
