import { describe, expect, it } from 'vitest'
import type { EventId, InteractionEvent, InteractionKind } from '../history/event.js'
import type { Item, ItemId } from '../item.js'
import type { Candidate } from '../ranking/candidate.js'
import type { HistoryEntry } from '../history/engagement.js'
import { createRanker } from '../ranking/rank.js'
import { createLexicon } from '../text/lexicon.js'
import type { Millis } from '../time.js'
import { choicesOf } from './choices.js'
import { learn, LEARNING } from './posterior.js'

const NOW = 1_700_000_000_000
const HOUR = 3_600_000
const SUBJECTS = 6
const catalog: readonly Candidate[] = Array.from({ length: 300 }, (_, n): Candidate => {
  const vector = Float32Array.from({ length: 16 }, (_x, d) => (d === n % SUBJECTS ? 1 : 0) + 0.5 * Math.sin((n + 1) * (d + 3)))
  const item: Item = { id: `i${String(n)}` as ItemId, title: `subject${String(n % SUBJECTS)} story ${String(n)}`, category: `subject ${String(n % SUBJECTS)}` }
  return { item, embedding: { tier: 'transformer', vector } }
})
const ranker = createRanker({ centre: { static: new Float32Array(16), transformer: new Float32Array(16) }, lexicon: createLexicon(catalog.map(({ item }) => item.title)), catalog })
const entry = (n: number, kind: InteractionKind, at: number, more: Partial<InteractionEvent> = {}): HistoryEntry => {
  const { item, embedding } = catalog[n] ?? { item: { id: 'none' as ItemId, title: '' } }
  return { event: { id: `${kind}${String(n)}-${String(at)}` as EventId, kind, item, at: at as Millis, ...more }, ...(embedding === undefined ? {} : { embedding }) }
}
/** Read with attention, one an hour. */
const read = (items: readonly number[], from = NOW): readonly HistoryEntry[] => items.flatMap((n, k) => [entry(n, 'click', from + k * HOUR), entry(n, 'dwell', from + k * HOUR + 40_000, { dwellMs: 40_000 })])
const replay = (history: readonly HistoryEntry[]) => choicesOf({ ranker, history, catalog })
const onSubject = (subject: number, count: number): readonly number[] => Array.from({ length: count }, (_, k) => subject + k * SUBJECTS)

describe('choicesOf', () => {
  it('sets a choice against what was seen and passed over, each for itself', () => {
    const before = read(onSubject(0, 4))
    const then = NOW + 5 * HOUR
    const seen = [1, 2, 3].map((n) => entry(n, 'view', then - 60_000, { slot: 'top' }))
    const [choice] = replay([...before, ...seen, entry(24, 'click', then)]).values()
    expect(choice?.offered.map(({ standsFor }) => standsFor)).toEqual([1, 1, 1, 1])
  })

  it('sets it against a draw from the catalog where nothing was seen, each for its share of what was not met', () => {
    const [choice] = replay(read(onSubject(0, 5))).values()
    expect(choice?.offered).toHaveLength(9)
    expect(choice?.offered[0]?.standsFor).toBe(1)
    expect(choice?.offered[1]?.standsFor).toBeCloseTo((catalog.length - 5) / 8, 9)
  })

  it('weighs a choice by the attention that followed, and by the crowd it stands in', () => {
    const then = NOW + 5 * HOUR
    const before = read(onSubject(0, 4))
    const weightOf = (after: readonly HistoryEntry[]): number | undefined => [...replay([...before, ...after]).values()].at(-1)?.weight
    const plain = weightOf([entry(30, 'click', then)])
    expect(plain).toBe(1)
    expect(weightOf([entry(30, 'click', then), entry(30, 'dwell', then + 300_000, { dwellMs: 300_000 })])).toBeGreaterThan(1)
    expect(weightOf(onSubject(1, 40).map((n) => entry(n, 'click', then + n)))).toBeLessThan(0.01)
  })
})

describe('a hundred hostile clicks', () => {
  // Always on what the visitor turned to least, each read for a while.
  const honest = read(onSubject(0, 12))
  const hostile = read(Array.from({ length: 100 }, (_, k) => 1 + (k % 5) + SUBJECTS * (8 + Math.floor(k / 5))), NOW + 24 * HOUR)
  const learnt = learn([...replay([...honest, ...hostile]).values()])

  it('turn no weight round, and none further than its bounds', () => {
    expect(learnt.choices).toBe(108)
    for (const weight of Object.values(learnt.posterior)) {
      expect(weight).toBeGreaterThanOrEqual(LEARNING.least)
      expect(weight).toBeLessThanOrEqual(LEARNING.most)
    }
  })

  it('leave the taste that was there first in the order it gave', () => {
    const order = (weights: typeof learnt.posterior | undefined): readonly string[] => ranker.rank({ candidates: catalog, history: honest, limit: 10, ...(weights === undefined ? {} : { weights }) }).map(({ id }) => id)
    const own = (ids: readonly string[]): number => ids.filter((id) => Number(id.slice(1)) % SUBJECTS === 0).length
    expect(own(order(learnt.posterior))).toBeGreaterThanOrEqual(own(order(undefined)) - 1)
    expect(order(learnt.posterior)[0]).toBe(order(undefined)[0])
  })
})
