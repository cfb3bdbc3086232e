import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { createGate } from '../consent/gate.js'
import type { Decision } from '../consent/decision.js'
import type { EventId, InteractionEvent } from '../history/event.js'
import { retentionDays } from '../history/retention.js'
import type { ItemId } from '../item.js'
import type { HistoryState, HistoryStore } from '../ports.js'
import { DAY_MS } from '../time.js'
import type { Millis } from '../time.js'
import { readExport } from './export-file.js'
import { createMemory } from './memory.js'
import { readCommand } from './read-command.js'
import { createRights, withWish } from './rights.js'

const NOW = 1_700_000_000_000 as Millis

/** The history in memory, behind a real gate. */
function device(first: readonly InteractionEvent[] = []) {
  let decision: Decision | undefined = { kind: 'granted', receipt: 'r', aggregates: 'denied', policyVersion: '1', source: 'api', at: NOW, paused: false }
  let [events, state, revision, now, days]: [readonly InteractionEvent[], HistoryState, number, number, number] = [first, {}, 1, NOW, 90]
  const ok = { status: 'ok' } as const
  const history: HistoryStore = {
    revision: () => Promise.resolve({ ...ok, value: revision }),
    whole: () => Promise.resolve({ ...ok, value: { revision, events, state } }),
    append: (_grant, event) => { events = [...events, event]; revision++; return Promise.resolve({ ...ok, value: revision }) },
    appendAll: (_grant, more) => { events = [...events, ...more]; revision++; return Promise.resolve(ok) },
    remove: (_grant, ids) => { events = events.filter(({ id }) => !ids.includes(id)); revision++; return Promise.resolve(ok) },
    writeState: (_grant, next) => { state = next; revision++; return Promise.resolve(ok) },
  }
  const clock = { now: () => now as Millis }
  const gate = createGate({ readDecision: () => Promise.resolve(decision), policyVersion: '1', clock })
  const memory = createMemory({ gate, history, clock, retentionDays: () => days })
  return {
    memory,
    rights: createRights({ memory, history, clock, retentionDays: () => days }),
    stored: () => events.map(({ id }) => id as string),
    wait: (ms: number) => { now += ms },
    limit: (next: number) => { days = next },
    refuse: () => { decision = undefined },
  }
}

const hex = (n: number): string => n.toString(16).padStart(24, '0')
const event = (n: number, ageDays: number, more: Partial<InteractionEvent> = {}): InteractionEvent => ({ id: hex(n) as EventId, kind: 'like', item: { id: `i${n}` as ItemId, title: `Item ${n}`, category: 'a' }, at: (NOW - ageDays * DAY_MS) as Millis, ...more })

describe('retention', () => {
  it('deletes from the store what is past its time, and what grows old while the page is open', async () => {
    const { rights, stored, wait } = device([event(1, 95), event(2, 89.5), event(3, 1)])
    expect(await rights.retain()).toEqual({ status: 'ok', days: 90 })
    expect(stored()).toEqual([hex(2), hex(3)])
    wait(DAY_MS)
    await rights.retain()
    expect(stored()).toEqual([hex(3)])
  })

  it('never ranks with what is past its time, even before the daily deletion', async () => {
    const { memory, wait } = device([event(1, 89.9), event(2, 1)])
    await memory.recall()
    wait(DAY_MS)
    expect(await memory.recall()).toMatchObject({ events: [{ id: hex(2) }] })
  })

  it('is shortened at once by the visitor, and by nobody lengthened', async () => {
    const { rights, stored, limit } = device([event(1, 40), event(2, 20)])
    await rights.retain()
    limit(30)
    await rights.retain()
    expect(stored()).toEqual([hex(2)])
    fc.assert(fc.property(fc.array(fc.option(fc.double(), { nil: undefined })), (wanted) => {
      const days = retentionDays(...wanted)
      expect(days).toBeLessThanOrEqual(90)
      expect(days).toBeGreaterThanOrEqual(0)
    }))
  })
})

describe('wishes and undo', () => {
  it('keep a topic named like anything, and no other', () => {
    fc.assert(fc.property(fc.constantFrom('moon', '__proto__', 'constructor', 'toString'), fc.constantFrom('boost', 'mute'), (topic, wish) => {
      const wishes = withWish({}, topic, wish as 'boost')
      expect(Object.entries(wishes)).toEqual([[topic, wish]])
      expect(withWish(wishes, topic, 'none')).toEqual({})
    }))
  })

  it('list a wish about a topic that the history says nothing of, and take a hide back', async () => {
    const { rights } = device([event(1, 1), event(2, 1, { kind: 'hide' })])
    await rights.wishTopic('weather', 'mute')
    expect(await rights.topics()).toMatchObject({ topics: [{ topic: 'a', wish: 'none' }, { topic: 'weather', strength: 0, wish: 'mute' }] })
    expect(await rights.unhide('i2')).toEqual({ status: 'ok', removed: 1 })
    expect(await rights.unhide('i1')).toEqual({ status: 'ok', removed: 0 })
  })

  it('are denied with everything else once the choice is gone', async () => {
    const { rights, refuse } = device([event(1, 1)])
    refuse()
    for (const answer of [rights.topics(), rights.wishTopic('a', 'mute'), rights.unhide('i1'), rights.retain(), rights.importData('{"format":"hearth-export","version":1,"events":[]}')]) expect(await answer).toEqual({ status: 'denied', purpose: 'personalization' })
  })
})

describe('an import', () => {
  const file = (events: readonly unknown[], more: object = {}): string => JSON.stringify({ format: 'hearth-export', version: 1, events, ...more })

  it('is idempotent, keeps nothing too old, and lets what is here stand over what comes', async () => {
    const { rights, stored } = device()
    await rights.wishTopic('a', 'mute')
    const json = file([event(1, 1), event(2, 95), { id: 'bad' }, event(1, 1)], { wishes: { a: 'boost', b: 'boost' } })
    expect(await rights.importData(json)).toEqual({ status: 'ok', imported: 1, skipped: 3 })
    expect(await rights.importData(json)).toEqual({ status: 'ok', imported: 0, skipped: 4 })
    expect(stored()).toEqual([hex(1)])
    expect(await rights.topics()).toMatchObject({ topics: [{ topic: 'a', wish: 'mute' }, { topic: 'b', wish: 'boost' }] })
  })

  it('reads no other file, whatever it is, and never throws', () => {
    fc.assert(fc.property(fc.anything(), (anything) => {
      expect(['ok', 'invalid']).toContain(readExport(typeof anything === 'string' ? anything : JSON.stringify(anything)).status)
      expect(['ok', 'invalid']).toContain(readExport(anything).status)
    }))
    expect(readExport(file([], { version: 2 }))).toMatchObject({ status: 'invalid', path: 'version' })
  })
})

describe('what a page hands over', () => {
  it('is refused with its place or taken, and never throws', () => {
    fc.assert(fc.property(fc.constantFrom('record', 'rank', 'similar', 'choose', 'wish', 'unhide', 'forget'), fc.anything(), (name, anything) => {
      expect(['ok', 'invalid']).toContain(readCommand(name, anything).status)
    }))
    expect(readCommand('forget', {})).toMatchObject({ status: 'invalid', path: 'forget' })
    expect(readCommand('record', { kind: 'click', item: 'a', at: '2026-11-24T00:00:00Z', dwellMs: undefined })).toEqual({ status: 'ok', value: { kind: 'click', item: 'a', at: Date.UTC(2026, 10, 24) } })
  })
})
