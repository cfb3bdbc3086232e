import { describe, expect, it } from 'vitest'
import type { Item, ItemId } from '../item.js'
import type { Candidate } from '../ranking/candidate.js'
import { createRanker } from '../ranking/rank.js'
import { createLexicon } from '../text/lexicon.js'
import type { Millis } from '../time.js'
import type { EventId, InteractionEvent } from './event.js'
import { HISTORY_LIMITS } from './limits.js'
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
  return { id: `e${String(at)}-${String(n)}` as EventId, kind: 'click', item: catalog[n]?.item ?? { id: 'none' as ItemId, title: '' }, at: at as Millis }
}
function recorded(events: readonly InteractionEvent[], before: readonly InteractionEvent[] = []): readonly InteractionEvent[] {
  const kept = [...before]
  for (const event of events) {
    const judgement = judge(event, kept, { now: event.at })
    if (!judgement.keep) continue
    kept.push(event)
    if (judgement.gives !== undefined) kept.splice(kept.findIndex(({ id }) => id === judgement.gives), 1)
  }
  return kept
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

const stayedWith = ({ id, item, at }: InteractionEvent): InteractionEvent => ({ id: `${id}-dwell` as EventId, kind: 'dwell', item, at: (at + 45_000) as Millis, dwellMs: 45_000 })
/** Ten real clicks on a subject, each followed by three quarters of a minute's reading, and a thousand that a script makes. */
const real = (from: number): readonly InteractionEvent[] => Array.from({ length: 10 }, (_, k) => click(3 + k * SUBJECTS, from + k * 60_000)).flatMap((one) => [one, stayedWith(one)])
const flood = (from: number, pause: number, item: (k: number) => number): readonly InteractionEvent[] => Array.from({ length: 1_000 }, (_, k) => click(item(k), from + k * pause))
const onSubject = (k: number): number => (3 + k * SUBJECTS) % 240

describe('a thousand synthetic clicks', () => {
  const before = recorded(Array.from({ length: 12 }, (_, k) => click(k * SUBJECTS, NOW + k * 60_000)))

  // An hour later, in the same minute, a day later.
  for (const [when, later] of [['an hour later', NOW + 3_600_000 + 720_000], ['at once', NOW + 720_000], ['a day later', NOW + 86_400_000]] as const) {
    const plain = topTen(before)
    const honest = moved(plain, topTen(recorded(real(later), before)))

    it.each<[string, number, (k: number) => number]>([
      ['in one second', 1, onSubject],
      ['at one moment', 0, onSubject],
      ['as fast as a script can', 5, onSubject],
      ['at a patient script’s pace', 1_100, onSubject],
      ['over an hour', 3_600, onSubject],
      ['on one item', 2_000, () => 3],
      ['on two items in turn', 2_000, (k) => 3 + (k % 2) * SUBJECTS],
      ['over the whole catalog', 5, (k) => (k * 7) % 240],
    ])('%s move the first ten by no more than ten real ones do, ' + when, (_how, pause, item) => {
      expect(moved(plain, topTen(recorded(flood(later, pause, item), before)))).toBeLessThanOrEqual(honest)
    })
  }

  it('move a newcomer’s first ten no further towards a subject than ten real ones do', () => {
    const share = (events: readonly InteractionEvent[]): number => topTen(recorded(events)).filter((id) => Number(id.slice(1)) % SUBJECTS === 3).length
    expect(share(flood(NOW, 5, onSubject))).toBeLessThanOrEqual(share(real(NOW)))
  })

  it('leave nothing where the tab was hidden or the press was a script’s own', () => {
    for (const context of [{ visible: false }, { trusted: false }]) expect(flood(NOW, 5, onSubject).every((event) => !judge(event, [], context).keep)).toBe(true)
  })

  it('leave a day’s history within its bounds, with what was stayed with still in it', () => {
    const stayed = recorded([...before, ...before.map(stayedWith)])
    const after = recorded(flood(NOW + 3_600_000, 3_600, onSubject), stayed)
    expect(after.length).toBeLessThanOrEqual(HISTORY_LIMITS.perDay)
    expect(stayed.every((event) => after.includes(event))).toBe(true)
  })
})
