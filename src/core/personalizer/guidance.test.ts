import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Grant } from '../consent/gate.js'
import type { Item, ItemId } from '../item.js'
import type { HistoryState } from '../ports.js'
import type { Millis } from '../time.js'
import { createGuidance } from './guidance.js'
import { createLibrary } from './library.js'
import type { Recollection } from './memory.js'

const NOW = 1_700_000_000_000 as Millis
const items: readonly Item[] = Array.from({ length: 24 }, (_, n) => ({ id: `i${String(n)}` as ItemId, title: `Story number ${String(n)}`, category: ['Space', 'Food', 'Law'][n % 3] ?? '' }))

function wired(options: { readonly explore?: boolean; readonly rules?: unknown; readonly counters?: unknown } = {}) {
  const library = createLibrary()
  library.addPageItems(items)
  const written: HistoryState[] = []
  const guidance = createGuidance({
    library,
    history: { writeState: (_grant, state) => { written.push(state); return Promise.resolve({ status: 'ok' }) } },
    random: { bytes: (length) => new Uint8Array(length).fill(9) },
    ...options,
  })
  return { library, guidance, written }
}
const recalled = (state: HistoryState): Recollection => ({ status: 'ok', grant: {} as Grant<'personalization'>, events: [], state })

describe('guidance', () => {
  it('lets a chosen topic come first, without any history', () => {
    const { library, guidance } = wired({ explore: false })
    const ranked = library.ranker().rank({ candidates: items.map(library.candidate), history: [], ...guidance.of(recalled({ topics: { law: 1 } }), [], undefined, NOW) })
    expect(items.find(({ id }) => id === ranked[0]?.id)?.category).toBe('Law')
    expect(ranked[0]?.reasons[0]?.text).toBe('You chose Law')
  })

  it('suggests each topic once, the known ones last', () => {
    const { guidance } = wired()
    const topics = guidance.topics(recalled({ topics: { Space: 1 } })).map(({ id }) => id)
    expect([...topics].sort()).toEqual(['Food', 'Law', 'Space'])
    expect(topics.at(-1)).toBe('Space')
  })

  it('draws the seed of exploration once, and draws nothing where exploration is off', async () => {
    const { guidance, written } = wired()
    const first = await guidance.withSeed(recalled({}))
    await guidance.withSeed(recalled({}))
    expect(written).toHaveLength(1)
    expect(guidance.of(first, [], undefined, NOW).explore?.seed).toBeTypeOf('number')
    expect(guidance.of(first, [], undefined, NOW)).toEqual(guidance.of(first, [], undefined, NOW))
    const off = wired({ explore: false })
    expect(guidance.of(await off.guidance.withSeed(recalled({})), [], undefined, NOW).explore).toBeUndefined()
    expect(off.written).toHaveLength(0)
  })

  it('says what of a prior is used, and refuses one that is none', () => {
    const { guidance } = wired()
    expect(guidance.attachPrior('{')).toMatchObject({ status: 'unavailable', code: 'prior-corrupt' })
    expect(guidance.use).toBeUndefined()
    const file = JSON.stringify({ version: 1, source: 'dp', topics: [{ users: 5, needed: 9, used: false, shares: { Law: 1 } }, { kind: 'topic-pair', users: 4_000, needed: 3_300, used: true, shares: { 'Law + Food': 1 } }] })
    guidance.attachPrior(file)
    expect(guidance.use).toEqual({
      source: 'dp', popularity: 'absent', neighbours: 'absent', topics: 'too-few-reports', pairs: 'used',
      reports: { topics: { users: 5, needed: 9 }, pairs: { users: 4_000, needed: 3_300 } }, hash: createHash('sha256').update(file).digest('hex'),
    })
  })

  it('keeps a vector that is no number out of the library', () => {
    const { library } = wired()
    library.learn('Story number 1', new Float32Array(384).fill(Number.NaN))
    expect(items.map(library.embedding).every((embedding) => embedding === undefined)).toBe(true)
  })

  it('ranks by the site’s own counters, with the weight of their age, unless the prior’s are newer', () => {
    const at = (hours: number): string => new Date(NOW - hours * 3_600_000).toISOString()
    const first = ({ library, guidance }: ReturnType<typeof wired>): string | undefined => library.ranker().rank({ candidates: library.candidates(), history: [], now: NOW, ...guidance.of(recalled({}), [], undefined, NOW) })[0]?.id
    const own = wired({ explore: false, counters: { at: at(1), counts: { i7: 90, i3: 20, i4: 1 } } })
    expect(own.guidance.counters).toEqual({ status: 'used' })
    expect(first(own)).toBe('i7')
    const prior = (hours: number): string => JSON.stringify({ version: 1, source: 'public', popularity: { at: at(hours), counts: { i5: [90, 100], i6: [1, 100] } } })
    own.guidance.attachPrior(prior(5))
    expect(first(own)).toBe('i7')
    own.guidance.attachPrior(prior(0))
    expect([first(own), own.guidance.counters.status]).toEqual(['i5', 'older'])
    const bad = wired({ counters: { at: 'yesterday', counts: {} } })
    expect(bad.guidance.counters).toEqual({ status: 'bad', message: 'at: must be a moment in ISO 8601' })
    expect(wired().guidance.counters).toEqual({ status: 'none' })
  })
})
