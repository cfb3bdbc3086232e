import { describe, expect, it } from 'vitest'
import type { ItemId } from '../item.js'
import type { Millis } from '../time.js'
import type { EventId, InteractionEvent, InteractionKind } from './event.js'
import { engagements } from './engagement.js'
import { HISTORY_LIMITS } from './limits.js'
import { judge } from './noise-filter.js'
import { expired } from './retention.js'

const NOW = 1_700_000_000_000
let count = 0
const event = (kind: InteractionKind, id: string, at: number, more: Partial<InteractionEvent> = {}): InteractionEvent => ({ id: `e${String(count++)}` as EventId, kind, item: { id: id as ItemId, title: id }, at: at as Millis, ...more })

/** What is left of events that come one after the other. */
function kept(events: readonly InteractionEvent[]): readonly InteractionEvent[] {
  return events.reduce<readonly InteractionEvent[]>((recent, next) => (judge(next, recent).keep ? [...recent, next] : recent), [])
}

describe('judge', () => {
  it('takes the second press within a second for the same one, on that item only', () => {
    const first = event('click', 'a', NOW)
    expect(judge(event('click', 'a', NOW + 300), [first])).toEqual({ keep: false, why: 'double-click' })
    expect(judge(event('click', 'b', NOW + 300), [first])).toEqual({ keep: true })
    expect(judge(event('click', 'a', NOW + 1_001), [first])).toEqual({ keep: true })
  })

  it('weakens the click that a bounce followed, and leaves one alone that was attended to before', () => {
    const click = event('click', 'a', NOW)
    const bounce = event('dwell', 'a', NOW + 900, { dwellMs: 900 })
    const judged = judge(bounce, [click])
    expect(judged).toEqual({ keep: false, why: 'bounce', replaces: { ...click, dwellMs: 900 } })
    expect(judge(bounce, [click, event('like', 'a', NOW + 1)])).toEqual({ keep: false, why: 'bounce' })
    expect(engagements([{ event: { ...click, dwellMs: 900 } }])[0]?.weight).toBeLessThan(0.5)
  })

  it('keeps a long read, which weighs more than a short one', () => {
    const click = event('click', 'a', NOW)
    const weight = (dwellMs: number): number => engagements([{ event: click }, { event: event('dwell', 'a', NOW + 1, { dwellMs }) }])[0]?.weight ?? 0
    expect(judge(event('dwell', 'a', NOW + 40_000, { dwellMs: 40_000 }), [click])).toEqual({ keep: true })
    expect(weight(120_000)).toBeGreaterThan(weight(10_000))
  })

  it('keeps every one of many clicks in a row, and refuses those a script made', () => {
    const row = Array.from({ length: 40 }, (_, i) => event('click', `item${String(i)}`, NOW + i * 5))
    expect(kept(row)).toEqual(row)
    expect(judge(event('click', 'a', NOW), [], { trusted: false })).toEqual({ keep: false, why: 'synthetic' })
  })

  it('lets the least telling event of a full day go: a teaser seen, then the unattended visit in the thickest crowd', () => {
    const flood = Array.from({ length: HISTORY_LIMITS.perDay - 2 }, (_, i) => event('click', `item${String(i)}`, NOW + 3_600_000 + i * 5))
    const before = event('click', 'before', NOW)
    const teaser = event('view', 'teaser', NOW + 7_200_000, { slot: 'top' })
    const next = event('click', 'next', NOW + 7_200_001)
    expect(judge(next, [before, teaser, ...flood.slice(1)])).toEqual({ keep: true })
    expect(judge(next, [before, teaser, ...flood])).toEqual({ keep: true, gives: teaser.id })
    expect(judge(next, [before, next, ...flood])).toEqual({ keep: false, why: 'double-click' })
    expect(judge(next, [before, event('click', 'other', NOW + 7_100_000), ...flood])).toEqual({ keep: true, gives: flood.at(-1)?.id })
    const attended = Array.from({ length: HISTORY_LIMITS.perDay }, (_, i) => event('dwell', `read${String(i)}`, NOW + i, { dwellMs: 60_000 }))
    expect(judge(next, attended)).toEqual({ keep: false, why: 'day-full' })
    expect(judge(event('hide', 'next', NOW + 7_200_001), attended)).toEqual({ keep: true })
    expect(judge(event('click', 'next', NOW + 2 * HISTORY_LIMITS.dayMs), attended)).toEqual({ keep: true })
  })

  it('honours a hide and a like at once, however busy the day was', () => {
    const busy = Array.from({ length: 400 }, (_, i) => event('click', `i${String(i)}`, NOW + i * 2_000))
    expect(judge(event('hide', 'i399', NOW + 800_000), busy)).toEqual({ keep: true })
    expect(judge(event('like', 'i398', NOW + 800_001), busy)).toEqual({ keep: true })
  })

  it('refuses a press in a hidden tab, a time ahead of the clock and a dwell without a length', () => {
    expect(judge(event('click', 'a', NOW), [], { visible: false })).toEqual({ keep: false, why: 'hidden-tab' })
    expect(judge(event('click', 'a', NOW + 3_600_000), [], { now: NOW })).toEqual({ keep: false, why: 'clock' })
    expect(judge(event('dwell', 'a', NOW, { dwellMs: Number.NaN }), [])).toEqual({ keep: false, why: 'empty-dwell' })
  })
})

describe('expired', () => {
  it('names what is older than the retention or dated in the future, and nothing else', () => {
    const day = HISTORY_LIMITS.dayMs
    const events = [event('click', 'old', NOW - 90 * day - 1), event('click', 'new', NOW - 90 * day), event('click', 'ahead', NOW + day)]
    expect(expired(events, NOW as Millis)).toEqual([events[0]?.id, events[2]?.id])
  })
})
