import { describe, expect, it } from 'vitest'
import type { Item, ItemId } from '../item.js'
import { createLexicon } from '../text/lexicon.js'
import type { Candidate } from './candidate.js'
import { createRanker } from './rank.js'
import { excludedBy, readRules, rulesInForce } from './rules.js'

const catalog: readonly Candidate[] = Array.from({ length: 20 }, (_, n): Candidate => ({ item: { id: `i${String(n)}` as ItemId, title: `Story ${String(n)}`, category: n % 2 === 0 ? 'even' : 'odd', provider: n < 15 ? 'large' : 'small' } satisfies Item }))
const ranker = createRanker({ centre: { static: new Float32Array(0), transformer: new Float32Array(0) }, lexicon: createLexicon([]), catalog })
const ranked = (rules: unknown, slot?: string, now = 0): readonly string[] => ranker.rank({ candidates: catalog, history: [], rules: rulesInForce(readRules(rules), slot, now) }).map(({ id }) => id)

describe('rules', () => {
  it('pin, boost, bury, filter, cap and floor do what they say', () => {
    expect(ranked([{ pin: 'i9', at: 2 }])[1]).toBe('i9')
    expect(ranked([{ boost: { provider: 'small' } }]).slice(0, 3).every((id) => Number(id.slice(1)) >= 15)).toBe(true)
    expect(ranked([{ bury: { id: 'i0' } }]).at(-1)).toBe('i0')
    expect(ranked([{ filter: { provider: 'small' } }])).toHaveLength(15)
    expect(ranked([{ cap: { category: 'even' }, most: 1, within: 5 }]).slice(0, 5).filter((id) => Number(id.slice(1)) % 2 === 0)).toHaveLength(1)
    expect(ranked([{ floor: { provider: 'small' }, least: 2, within: 6 }]).slice(0, 6).filter((id) => Number(id.slice(1)) >= 15)).toHaveLength(2)
  })

  it('give every provider its places among the first, as far as there are any, and lose nothing', () => {
    const providers = Array.from({ length: 24 }, (_, n): Candidate => ({ item: { id: `p${String(n)}` as ItemId, title: `Story ${String(n)}`, ...(n < 16 ? { provider: 'large' } : n < 23 ? { provider: `small ${String(n % 4)}` } : {}) } }))
    const listed = (rule: object): readonly string[] => ranker.rank({ candidates: providers, history: [], rules: rulesInForce(readRules([rule]), undefined, 0) }).map(({ id }) => id)
    const groups = (ids: readonly string[]): string[] => ids.map((id) => providers.find(({ item }) => item.id === id)?.item.provider ?? 'none')
    const even = listed({ floorEach: 'provider', within: 6 })
    expect(groups(even.slice(0, 6)).sort()).toEqual(['large', 'large', 'small 0', 'small 1', 'small 2', 'small 3'])
    expect(even.slice(0, 2)).toEqual(['p0', 'p1'])
    expect([...even].sort()).toEqual(providers.map(({ item }) => item.id as string).sort())
    expect(groups(listed({ floorEach: 'provider', within: 3 }).slice(0, 3)).sort()).toEqual(['large', 'small 0', 'small 1'])
    // Where two for each do not fit, each has one before any has two.
    expect(groups(listed({ floorEach: 'provider', least: 2, within: 6 }).slice(0, 6)).sort()).toEqual(['large', 'large', 'small 0', 'small 1', 'small 2', 'small 3'])
    expect(readRules([{ floorEach: 'colour' }]).problems).toHaveLength(1)
  })

  it('hold only in their slot and time', () => {
    const rules = [{ pin: 'i5', slot: 'top', from: '2026-01-01T00:00:00Z', until: '2026-02-01T00:00:00Z' }]
    expect(ranked(rules, 'top', Date.parse('2026-01-10'))[0]).toBe('i5')
    expect(ranked(rules, 'side', Date.parse('2026-01-10'))[0]).toBe('i0')
    expect(ranked(rules, 'top', Date.parse('2026-02-10'))[0]).toBe('i0')
  })

  it('that contradict each other are named, and the first wins', () => {
    const { rules, problems } = readRules([{ name: 'spring', pin: 'i1', at: 1 }, { pin: 'i2', at: 1 }, { boost: { category: 'odd' } }, { bury: { category: 'odd' } }, { filter: { id: 'i1' } }])
    expect(rules).toHaveLength(2)
    expect(problems).toEqual(['rule 2 contradicts spring, which came first and holds', 'rule 4 contradicts rule 3, which came first and holds', 'rule 5 contradicts spring, which came first and holds'])
    expect(readRules([{ calibrate: 'category' }, { calibrate: 'category', by: 2 }, { calibrate: 'provider' }]).problems).toEqual([expect.stringMatching(/^rule 3 is left out/), 'rule 2 contradicts rule 1, which came first and holds'])
  })

  it('that make no sense are left out by name, and never empty a slot', () => {
    expect(readRules([{ pin: 7 }, 'x', { cap: {} }]).problems).toHaveLength(3)
    expect(readRules(undefined)).toEqual({ rules: [], problems: [] })
    expect(readRules({ pin: ['i3'], exclude: ['i4'] }).rules).toHaveLength(2)
    expect([{ exclude: ['i4'] }, [{ filter: { id: 'i4' } }], { exclude: 'i4' }, undefined].map(excludedBy)).toEqual([['i4'], [], [], []])
    expect(ranked([{ filter: {} }])).toHaveLength(20)
  })

  it('say so among the reasons', () => {
    const [first] = ranker.rank({ candidates: catalog, history: [], rules: rulesInForce(readRules([{ boost: { id: 'i7' }, by: 2 }]), undefined, 0) })
    expect(first).toMatchObject({ id: 'i7', score: 2, reasons: [{ kind: 'rule', weight: 2 }] })
  })
})
