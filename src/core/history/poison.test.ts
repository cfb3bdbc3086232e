import { describe, expect, it } from 'vitest'
import type { Item, ItemId } from '../item.js'
import type { Candidate } from '../ranking/candidate.js'
import { createRanker } from '../ranking/rank.js'
import { createLexicon } from '../text/lexicon.js'
import type { Millis } from '../time.js'
import type { EventId, InteractionEvent } from './event.js'
import { judge } from './noise-filter.js'

const NOW = 1_700_000_000_000
const SUBJECTS = 6
const catalog: readonly Candidate[] = Array.from({ length: 240 }, (_, n): Candidate => {
  const vector = Float32Array.from({ length: 16 }, (_x, d) => (d === n % SUBJECTS ? 1 : 0) + 0.5 * Math.sin((n + 1) * (d + 3)))
  const item: Item = { id: `i${String(n)}` as ItemId, title: `Story ${String(n)}`, category: `subject ${String(n % SUBJECTS)}` }
  return { item, embedding: { tier: 'transformer', vector } }
})
const ranker = createRanker({ centre: { static: new Float32Array(16), transformer: new Float32Array(16) }, lexicon: createLexicon([]), catalog })

function click(n: number, at: number): InteractionEvent {
  return { id: `e${String(at)}` as EventId, kind: 'click', item: catalog[n]?.item ?? { id: 'none' as ItemId, title: '' }, at: at as Millis }
}
function recorded(events: readonly InteractionEvent[], before: readonly InteractionEvent[] = []): readonly InteractionEvent[] {
  return events.reduce<readonly InteractionEvent[]>((kept, event) => (judge(event, kept, { now: event.at }).keep ? [...kept, event] : kept), before)
}
function topTen(events: readonly InteractionEvent[]): readonly string[] {
  const embeddings = new Map(catalog.map(({ item, embedding }) => [item.id, embedding]))
  const history = events.map((event) => {
    const embedding = embeddings.get(event.item.id)
    return { event, ...(embedding === undefined ? {} : { embedding }) }
  })
  return ranker.rank({ candidates: catalog, history, limit: 10 }).map(({ id }) => id)
}
const moved = (from: readonly string[], to: readonly string[]): number => to.filter((id) => !from.includes(id)).length

describe('a thousand synthetic clicks', () => {
  const before = recorded(Array.from({ length: 12 }, (_, k) => click(k * SUBJECTS, NOW + k * 60_000)))
  const later = NOW + 3_600_000
  const honest = topTen(recorded(Array.from({ length: 10 }, (_, k) => click(3 + k * SUBJECTS, later + k * 60_000)), before))
  const plain = topTen(before)

  it('move the first ten by no more than ten real ones do', () => {
    for (const pause of [0, 5, 40, 400, 1_100]) {
      const flood = Array.from({ length: 1_000 }, (_, k) => click((3 + k * SUBJECTS) % 240, later + k * pause))
      expect(moved(plain, topTen(recorded(flood, before)))).toBeLessThanOrEqual(moved(plain, honest))
    }
  })

  it('on one item count as one day of a keen reader', () => {
    const flood = Array.from({ length: 1_000 }, (_, k) => click(3, later + k * 2_000))
    expect(moved(plain, topTen(recorded(flood, before)))).toBeLessThanOrEqual(moved(plain, honest))
  })
})
