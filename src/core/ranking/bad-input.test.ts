import { describe, expect, it } from 'vitest'
import { attention } from '../history/engagement.js'
import type { EventId, InteractionKind } from '../history/event.js'
import { type Item, type ItemId, itemText } from '../item.js'
import { createLexicon } from '../text/lexicon.js'
import type { Millis } from '../time.js'
import type { Candidate } from './candidate.js'
import type { HistoryEntry } from '../history/engagement.js'
import { popularityWeight } from './popularity.js'
import type { PopularityPrior } from '../prior/popularity.js'
import { createRanker, type Ranker } from './rank.js'

const DIMENSIONS = 8
const NOW = 1_700_000_000_000
const HOUR = 3_600_000
const centre = { static: new Float32Array(DIMENSIONS), transformer: new Float32Array(DIMENSIONS) }
const vectorOf = (n: number): Float32Array => Float32Array.from({ length: DIMENSIONS }, (_, d) => (d === n % 4 ? 1.5 : 0) + 0.4 * Math.sin((n + 1) * (d + 2)))
const made = (n: number, more: Partial<Item> = {}): Candidate => ({ item: { id: `i${String(n)}` as ItemId, title: `subject${String(n % 4)} number${String(n)}`, category: `c${String(n % 4)}`, ...more }, embedding: { tier: 'transformer', vector: vectorOf(n) } })
const catalog = Array.from({ length: 120 }, (_, n) => made(n))
const rankerOf = (candidates: readonly Candidate[]): Ranker => createRanker({ centre, lexicon: createLexicon(candidates.map(({ item }) => itemText(item))), catalog: candidates })
const event = ({ item, embedding }: Candidate, at = NOW, kind: InteractionKind = 'click'): HistoryEntry => ({ event: { id: `${kind}-${item.id}-${String(at)}` as EventId, kind, item, at: at as Millis }, ...(embedding === undefined ? {} : { embedding }) })
/** Every candidate once, every score a number, reasons that add up. */
const sound = (ranker: Ranker, candidates: readonly Candidate[], history: readonly HistoryEntry[], now = NOW): readonly string[] => {
  const list = ranker.rank({ candidates, history, now: now as Millis })
  expect(new Set(list.map(({ id }) => id)).size).toBe(candidates.length)
  for (const { score, reasons } of list) {
    expect(Number.isFinite(score)).toBe(true)
    expect(reasons.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(score, 9)
  }
  return list.map(({ id }) => id)
}

describe('a ranking holds for', () => {
  it('a history of items that are deleted from the catalog: what they were still speaks', () => {
    const gone = [200, 204, 208].map((n, k) => event(made(n), NOW - k * HOUR))
    const list = sound(rankerOf(catalog), catalog, gone)
    expect(list.slice(0, 5).filter((id) => Number(id.slice(1)) % 4 === 0).length).toBeGreaterThanOrEqual(3)
  })

  it('items without a category, without words, without a vector, and with nothing but an id', () => {
    const bare: readonly Candidate[] = [...catalog.slice(0, 20), { item: { id: 'titled' as ItemId, title: 'subject0 only' } }, { item: { id: 'untitled' as ItemId, title: '' } }, { item: { id: 'emoji' as ItemId, title: '🎉🎉', category: '' } }, { item: { id: 'stop' as ItemId, title: 'the of and' } }]
    const read = bare.slice(18).map((candidate, k) => event(candidate, NOW - k * HOUR))
    for (const history of [[], read.slice(0, 1), read, read.slice(-3)]) sound(rankerOf(bare), bare, history)
  })

  it('one candidate, none, and a catalog of which everything was read', () => {
    const ranker = rankerOf(catalog)
    const history = catalog.map((candidate, k) => event(candidate, NOW - k * HOUR))
    sound(ranker, catalog.slice(0, 1), history.slice(1, 4))
    sound(ranker, [], history.slice(0, 3))
    const all = ranker.rank({ candidates: catalog, history, limit: 10 })
    expect(all).toHaveLength(10)
    expect(all.every(({ reasons }) => reasons.some(({ kind }) => kind === 'read'))).toBe(true)
    // What was liked still tells read items apart.
    const liked = [...history, ...[0, 4, 8].map((n) => event(catalog[n] ?? made(n), NOW + HOUR, 'like'))]
    expect(ranker.rank({ candidates: catalog, history: liked, limit: 10 }).filter(({ id }) => Number(id.slice(1)) % 4 === 0).length).toBeGreaterThanOrEqual(8)
  })

  it('ten thousand candidates', () => {
    const many = Array.from({ length: 10_000 }, (_, n) => made(n))
    const ranker = rankerOf(many)
    const history = [0, 4, 8, 12].map((n, k) => event(made(n), NOW - k * HOUR))
    const list = ranker.rank({ candidates: many, history })
    expect(new Set(list.map(({ id }) => id)).size).toBe(10_000)
    expect(list.slice(0, 10).filter(({ id }) => Number(id.slice(1)) % 4 === 0).length).toBeGreaterThanOrEqual(4)
  })

  it('identical titles, all of them or some', () => {
    const same = catalog.map(({ item, embedding }) => ({ item: { ...item, title: 'The same title' }, ...(embedding === undefined ? {} : { embedding }) }))
    sound(rankerOf(same), same, [event(same[0] ?? made(0)), event(same[4] ?? made(4))])
    const flat = same.map(({ item }): Candidate => ({ item: { id: item.id, title: item.title } }))
    // Nothing tells them apart: the order that was given stays.
    expect(sound(rankerOf(flat), flat, [event(made(300))])).toEqual(flat.map(({ item }) => item.id))
  })

  it('clocks that jump: events of the future, of 1970, all of one moment, and counters that have not ended yet', () => {
    const ranker = rankerOf(catalog)
    for (const times of [[NOW + 400 * 24 * HOUR, NOW], [0, 1], [NOW, NOW], [-NOW, NOW]]) sound(ranker, catalog, times.map((at, k) => event(catalog[k * 4] ?? made(0), at)))
    const counters: PopularityPrior = { counts: new Map(), rate: 0.1, at: (NOW + 24 * HOUR) as Millis }
    expect(popularityWeight(counters, NOW as Millis)).toBe(popularityWeight({ ...counters, at: NOW as Millis }, NOW as Millis))
    const weights = [0, 1, 5, 24, 100, 24 * 14, 24 * 400].map((hours) => popularityWeight({ ...counters, at: (NOW - hours * HOUR) as Millis }, NOW as Millis))
    expect(weights).toEqual([...weights].sort((a, b) => b - a))
    expect(weights.at(-1)).toBe(0)
    for (const dwell of [Number.NaN, -5, Number.POSITIVE_INFINITY, 0]) expect(attention(dwell)).toBeLessThanOrEqual(1.5)
  })

  it('vectors that are no numbers, zero, or of another length, among sound ones', () => {
    const wrong = [new Float32Array(DIMENSIONS).fill(Number.NaN), new Float32Array(DIMENSIONS), new Float32Array(3), new Float32Array(DIMENSIONS).fill(Number.POSITIVE_INFINITY)]
    const broken = catalog.map((candidate, n): Candidate => (n < wrong.length ? { ...candidate, embedding: { tier: 'transformer', vector: wrong[n] ?? vectorOf(n) } } : candidate))
    sound(rankerOf(broken), broken, broken.slice(0, 8).map((candidate, k) => event(candidate, NOW - k * HOUR)))
  })

  it('the same item twice, and ids like those of an object’s own fields', () => {
    const twice = [...catalog.slice(0, 10), ...catalog.slice(0, 10)]
    expect(rankerOf(twice).rank({ candidates: twice, history: [event(catalog[0] ?? made(0))] })).toHaveLength(10)
    const odd = ['__proto__', 'constructor', 'toString', ''].map((id, n): Candidate => ({ ...made(n), item: { id: id as ItemId, title: `subject${String(n)}`, category: id } }))
    sound(rankerOf(odd), odd, odd.slice(0, 2).map((candidate, k) => event(candidate, NOW - k * HOUR)))
  })
})

describe('a catalog in another language or script ranks by its own words', () => {
  const subjects: Readonly<Record<string, readonly [string, string]>> = {
    Greek: ['διάστημα πύραυλος σελήνη', 'ψωμί φούρνος αλεύρι'],
    Russian: ['космос ракета луна', 'хлеб печь мука'],
    Arabic: ['فضاء صاروخ قمر', 'خبز فرن طحين'],
    Hebrew: ['חלל טיל ירח', 'לחם תנור קמח'],
    Hindi: ['अंतरिक्ष रॉकेट चंद्रमा', 'रोटी तंदूर आटा'],
    Japanese: ['宇宙船と月面着陸', '食パンとオーブン料理'],
    Chinese: ['航天火箭登月', '面包烤箱面粉'],
    Thai: ['จรวดอวกาศดวงจันทร์', 'ขนมปังเตาอบแป้ง'],
    Korean: ['우주 로켓 달', '빵 오븐 밀가루'],
    German: ['Raumfahrt Rakete Mondflug', 'Brotteig Backofen Mehl'],
  }
  it.each(Object.entries(subjects))('%s', (_language, words) => {
    const items = Array.from({ length: 24 }, (_, n): Candidate => ({ item: { id: `i${String(n)}` as ItemId, title: `${words[n % 2] ?? ''} ${String(n)}` } }))
    const list = sound(rankerOf(items), items, [event(items[0] ?? made(0)), event(items[2] ?? made(2), NOW - HOUR)])
    expect(list.slice(0, 8).every((id) => Number(id.slice(1)) % 2 === 0)).toBe(true)
  })
})
