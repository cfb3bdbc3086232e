import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ItemId } from '../item.js'
import type { Millis } from '../time.js'
import { crowds } from './crowd.js'
import { engagements } from './engagement.js'
import type { EventId, InteractionEvent, InteractionKind } from './event.js'
import { HISTORY_LIMITS } from './limits.js'

const NOW = 1_700_000_000_000
let count = 0
const event = (kind: InteractionKind, id: string, at: number, more: Partial<InteractionEvent> = {}): InteractionEvent => ({ id: `e${String(count++)}` as EventId, kind, item: { id: id as ItemId, title: id }, at: at as Millis, ...more })
const clicks = (length: number, pause: number, from = NOW): readonly InteractionEvent[] => Array.from({ length }, (_, i) => event('click', `i${String(from)}-${String(i)}`, from + i * pause))
const weigh = (events: readonly InteractionEvent[]): number => engagements(events.map((one) => ({ event: one }))).reduce((sum, { weight }) => sum + weight, 0)

describe('visits without attention', () => {
  it('weigh in full at a reader’s pace, and together never more than about ten clicks however many come fast', () => {
    expect(weigh(clicks(8, 1_000))).toBe(8)
    expect(weigh(clicks(20, 45 * 60_000))).toBe(20)
    for (const pause of [0, 5, 1_100, 3_600]) expect(weigh(clicks(1_000, pause))).toBeLessThan(10.5)
  })

  it('weigh in full again for what was stayed with, and a repeat of one item adds nothing', () => {
    const row = clicks(20, 1_000)
    const last = row.at(-1)?.item.id ?? ''
    const stayed = [...row, event('dwell', last, NOW + 60_000, { dwellMs: 60_000 })]
    expect(engagements(stayed.map((one) => ({ event: one }))).at(-1)?.weight).toBeGreaterThan(1)
    expect(weigh(Array.from({ length: 1_000 }, (_, i) => event('click', 'one', NOW + i * 2_000)))).toBe(1)
  })

  it('count as read while a reader can have opened them, the eleventh in a moment not', () => {
    expect(engagements(clicks(14, 10).map((one) => ({ event: one }))).filter(({ read }) => read)).toHaveLength(10)
  })

  it('are told their crowd as a plain count tells it', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(6), fc.nat(90), fc.constantFrom<InteractionKind>('click', 'view', 'dwell')), { maxLength: 40 }), (rows) => {
        const events = rows.map(([item, minute, kind]) => event(kind, `i${String(item)}`, NOW + minute * 60_000, kind === 'dwell' ? { dwellMs: 20_000 } : {})).sort((a, b) => a.at - b.at)
        const attended = new Set(events.filter(({ kind }) => kind === 'dwell').map(({ item }) => item.id))
        const visits = events.filter(({ kind, item }) => kind !== 'dwell' && !attended.has(item.id))
        const plain = visits.map((visit, place) => {
          const before = visits.slice(0, place).filter(({ at }) => visit.at - at < HISTORY_LIMITS.crowdMs)
          return [visit.id, { items: new Set(before.map(({ item }) => item.id).filter((id) => id !== visit.item.id)).size, visits: before.length }]
        })
        expect([...crowds(events)]).toEqual(plain)
      }),
    )
  })
})

describe('a day', () => {
  it('weighs no more than forty clicks, scaled evenly, whatever is claimed in it', () => {
    const likes = Array.from({ length: 300 }, (_, i) => event('like', `l${String(i)}`, NOW + i * 1_001))
    expect(weigh(likes)).toBeCloseTo(HISTORY_LIMITS.dayWeight, 9)
    expect(weigh([...likes, ...clicks(3, 60_000, NOW + 3 * HISTORY_LIMITS.dayMs)])).toBeCloseTo(HISTORY_LIMITS.dayWeight + 3, 9)
  })
})
