import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventId } from '../history/event.js'
import { type Item, type ItemId, itemText } from '../item.js'
import { createLexicon } from '../text/lexicon.js'
import type { Millis } from '../time.js'
import type { Candidate } from './candidate.js'
import type { HistoryEntry } from '../history/engagement.js'
import type { RankRequest } from './rank-request.js'
import { createRanker } from './rank.js'
import { readRules, rulesInForce, speaksOf } from './rules.js'

const DIMENSIONS = 24
const NOW = 1_700_000_000_000 as Millis
const unit = (values: Float32Array): Float32Array => {
  const length = Math.hypot(...values)
  return values.map((value) => value / length)
}
const vectorOf = (n: number): Float32Array => unit(Float32Array.from({ length: DIMENSIONS }, (_, d) => (d === n % 6 ? 1.2 : 0) + Math.sin((n + 1) * (d + 2.3))))
const catalog: readonly Candidate[] = Array.from({ length: 150 }, (_, n): Candidate => {
  const item: Item = { id: `i${String(n)}` as ItemId, title: `word${String(n % 29)} term${String(n % 31)} number${String(n)}`, category: `c${String(n % 6)}`, provider: `p${String(n % 4)}` }
  return { item, embedding: { tier: 'transformer', vector: vectorOf(n) } }
})
const ground = { centre: { static: new Float32Array(DIMENSIONS), transformer: new Float32Array(DIMENSIONS) }, lexicon: createLexicon(catalog.map(({ item }) => itemText(item))) }
const ranker = createRanker({ ...ground, catalog })
const historyOf = (items: readonly number[]): readonly HistoryEntry[] =>
  items.map((n, k) => {
    const { item, embedding } = catalog[n] ?? { item: { id: 'none' as ItemId, title: '' } }
    return { event: { id: `e${String(k)}` as EventId, kind: 'click', item, at: (NOW - (items.length - k) * 3_600_000) as Millis }, ...(embedding === undefined ? {} : { embedding }) }
  })
const histories = fc.uniqueArray(fc.nat(catalog.length - 1), { minLength: 1, maxLength: 12 }).map(historyOf)
const ids = (list: readonly { readonly id: string }[]): readonly string[] => list.map(({ id }) => id)
const shared = (one: readonly string[], other: readonly string[]): number => one.filter((id) => other.includes(id)).length

describe('a list', () => {
  it('hardly moves where the scores hardly change', () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: 1, max: 1_000_000 }), (history, seed) => {
        // Vectors rounded otherwise, as another backend or int8 would: a cosine of .9999 with what they were.
        const shaken = catalog.map(({ item }, n): Candidate => ({ item, embedding: { tier: 'transformer', vector: unit(vectorOf(n).map((value, d) => value + 0.003 * Math.sin(seed * (n + 1) * (d + 1)))) } }))
        const before = ids(ranker.rank({ candidates: catalog, history, limit: 10 }))
        const after = ids(createRanker({ ...ground, catalog: shaken }).rank({ candidates: shaken, history, limit: 10 }))
        expect(shared(before, after)).toBeGreaterThanOrEqual(8)
      }),
      { numRuns: 40 },
    )
  })

  it('moves little by one more click on what the visitor reads anyway', () => {
    const history = historyOf([0, 6, 12, 18, 24, 30, 36, 42])
    const before = ids(ranker.rank({ candidates: catalog, history, limit: 12 }))
    const after = ids(ranker.rank({ candidates: catalog, history: [...history, ...historyOf([48])], limit: 12 }))
    expect(shared(before, after)).toBeGreaterThanOrEqual(9)
  })

  it('fills a slot with what there is, whatever the history, the rules and the exploration', () => {
    const rule = fc.oneof(
      fc.record({ filter: fc.record({ category: fc.constantFrom('c0', 'c1', 'c2') }) }),
      fc.record({ cap: fc.record({ category: fc.constantFrom('c0', 'c1') }), most: fc.nat(2), within: fc.integer({ min: 1, max: 12 }) }),
      fc.record({ floor: fc.record({ provider: fc.constantFrom('p0', 'p1') }), least: fc.integer({ min: 1, max: 4 }), within: fc.integer({ min: 1, max: 12 }) }),
      fc.record({ floorEach: fc.constantFrom('provider', 'category'), least: fc.integer({ min: 1, max: 3 }), within: fc.integer({ min: 1, max: 12 }) }),
      fc.record({ pin: fc.constantFrom('i1', 'i2', 'gone'), at: fc.integer({ min: 1, max: 20 }) }),
      fc.record({ bury: fc.record({ category: fc.constantFrom('c3', 'c4') }) }),
    )
    fc.assert(
      fc.property(histories, fc.array(rule, { maxLength: 5 }), fc.option(fc.nat(1_000), { nil: undefined }), fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 40 }), (history, rules, seed, limit, count) => {
        const candidates = catalog.slice(0, count)
        const inForce = rulesInForce(readRules(rules), undefined, NOW)
        const request: RankRequest = { candidates, history, rules: inForce, limit, ...(seed === undefined ? {} : { explore: { seed, deviation: 0.4 } }) }
        const list = ids(ranker.rank(request))
        const filtered = candidates.filter(({ item }) => !inForce.some((one) => 'filter' in one && speaksOf(one, item)))
        expect(list).toHaveLength(Math.min(limit, filtered.length === 0 ? count : filtered.length))
        expect(new Set(list).size).toBe(list.length)
      }),
      { numRuns: 120 },
    )
  })

  it('shows one of each story among the first, however many copies there are of the best', () => {
    const copies = [0, 6, 12].flatMap((n) => [1, 2, 3].map((k): Candidate => {
      const { item, embedding } = catalog[n] ?? { item: { id: 'none' as ItemId, title: '' } }
      return { item: { ...item, id: `${item.id}-copy${String(k)}` as ItemId, title: k === 1 ? item.title : `${item.title} again ${String(k)}` }, ...(embedding === undefined ? {} : { embedding }) }
    }))
    const candidates = [...catalog, ...copies]
    const list = ids(createRanker({ ...ground, catalog: candidates }).rank({ candidates, history: historyOf([18, 24, 30]), limit: 10 }))
    const stories = list.map((id) => id.split('-')[0])
    expect(new Set(stories).size).toBe(stories.length)
    expect(stories.filter((id) => ['i0', 'i6', 'i12'].includes(id ?? '')).length).toBeGreaterThan(0)
  })

  it('keeps a place by content for what nobody has turned to yet, where there is one', () => {
    const known = new Set(catalog.slice(0, 140).map(({ item }) => item.id))
    fc.assert(
      fc.property(histories, (history) => {
        const list = ids(ranker.rank({ candidates: catalog, history, prior: { known }, limit: 7 }))
        const plain = ids(ranker.rank({ candidates: catalog, history, limit: 7 }))
        const fresh = list.filter((id) => !known.has(id as ItemId))
        expect(fresh.length).toBeGreaterThanOrEqual(1)
        if (plain.every((id) => known.has(id as ItemId))) expect(list).toEqual([...plain.slice(0, 6), fresh[0]])
      }),
      { numRuns: 30 },
    )
  })

  it('keeps near to the visitor’s own categories where a rule asks for it, and loses nothing', () => {
    const own = new Map([['c0', 0.5], ['c1', 0.3], ['c2', 0.2]])
    const history = historyOf([0, 6, 12, 18, 24, 1, 7, 13, 2, 8])
    const listed = (rules: unknown): readonly string[] => ids(ranker.rank({ candidates: catalog, history, rules: rulesInForce(readRules(rules), undefined, NOW) }))
    const away = (list: readonly string[]): number => [...own].reduce((sum, [category, share]) => sum + Math.abs(share - list.slice(0, 10).filter((id) => catalog.find(({ item }) => item.id === id)?.item.category === category).length / 10), 0)
    const calibrated = listed([{ calibrate: 'category', by: 10 }])
    expect(away(calibrated)).toBeLessThan(away(listed([])))
    expect(away(calibrated)).toBeLessThanOrEqual(0.2)
    expect([...calibrated].sort()).toEqual(catalog.map(({ item }) => item.id as string).sort())
    // Nothing is known of a newcomer's categories: nothing is calibrated.
    expect(ids(ranker.rank({ candidates: catalog, history: [], rules: rulesInForce(readRules([{ calibrate: 'category' }]), undefined, NOW) }))).toEqual(catalog.map(({ item }) => item.id))
  })

  it('gives no category more than its share while another is left', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const list = ranker.rank({ candidates: catalog, history, limit: 10 })
        const counts = new Map<string, number>()
        for (const { id } of list) {
          const category = catalog.find(({ item }) => item.id === id)?.item.category ?? ''
          counts.set(category, (counts.get(category) ?? 0) + 1)
        }
        expect(Math.max(...counts.values())).toBeLessThanOrEqual(6)
      }),
      { numRuns: 40 },
    )
  })
})
