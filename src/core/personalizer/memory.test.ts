import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createGate } from '../consent/gate.js'
import { byTime, type EventId, type InteractionEvent } from '../history/event.js'
import type { ItemId } from '../item.js'
import type { HistoryStore } from '../ports.js'
import type { Millis } from '../time.js'
import { createMemory, type Recollection } from './memory.js'

const NOW = 1_700_000_000_000 as Millis
const ok = { status: 'ok' } as const

/** One store that two tabs write to, each with its own copy in memory; it counts how often it was read whole. */
function twoTabs() {
  let [events, revision, read]: [readonly InteractionEvent[], number, number] = [[], 0, 0]
  const history: HistoryStore = {
    revision: () => Promise.resolve({ ...ok, value: revision }),
    whole: () => {
      read++
      return Promise.resolve({ ...ok, value: { revision, events: [...events].sort(byTime), state: {} } })
    },
    append: (_grant, event, at) => {
      if (at !== revision) return Promise.resolve({ ...ok, value: undefined })
      events = [...events.filter(({ id }) => id !== event.id), event]
      revision++
      return Promise.resolve({ ...ok, value: revision })
    },
    appendAll: () => Promise.resolve(ok),
    remove: () => Promise.resolve(ok),
    writeState: () => Promise.resolve(ok),
  }
  const gate = createGate({ readDecision: () => Promise.resolve({ kind: 'granted', receipt: 'r', aggregates: 'denied', policyVersion: '1', source: 'api', at: NOW, paused: false }), policyVersion: '1', clock: { now: () => NOW } })
  return { tabs: [0, 1].map(() => createMemory({ gate, history, clock: { now: () => NOW } })), stored: () => [...events].sort(byTime), reads: () => read }
}

const event = (n: number, ago = 0): InteractionEvent => ({ id: String(n) as EventId, kind: 'click', item: { id: `i${String(n)}` as ItemId, title: 'A' }, at: (NOW - ago) as Millis })

describe('the copy of the history in memory', () => {
  it('takes in what this tab writes without reading the store again', async () => {
    const { tabs: [mine], reads, stored } = twoTabs()
    for (let n = 0; n < 5; n++) {
      await mine?.append(() => ({ event: event(n) }))
    }
    expect(await mine?.recall()).toMatchObject({ events: stored() })
    expect(stored()).toHaveLength(5)
    expect(reads()).toBe(1)
  })

  it('is what the store holds, whoever wrote, in whatever order, and also where an event takes the place of another', async () => {
    const writes = fc.array(fc.record({ tab: fc.nat(1), id: fc.nat(6), ago: fc.nat(3), looks: fc.boolean() }), { maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(writes, async (acts) => {
        const { tabs, stored } = twoTabs()
        for (const { tab, id, ago, looks } of acts) {
          await tabs[tab]?.append(() => ({ event: event(id, ago) }))
          if (looks) expect(await tabs[1 - tab]?.recall()).toMatchObject({ events: stored() })
        }
        for (const tab of tabs) expect(await tab.recall()).toMatchObject({ events: stored() })
      }),
    )
  })

  it('decides by what the store holds at the write, whoever wrote last, and whoever writes at once', async () => {
    const { tabs, stored } = twoTabs()
    /** At most one click on an item. */
    const once = (n: number) => ({ events }: Recollection) => (events.some(({ item }) => item.id === event(n).item.id) ? {} : { event: { ...event(n), id: `${String(n)} of ${String(Math.random())}` as EventId } })
    for (const tab of tabs) await tab.recall()
    for (let n = 0; n < 4; n++) await tabs[n % 2]?.append(once(0))
    await Promise.all([0, 1, 0, 1, 0].flatMap((n) => tabs.map((tab) => tab.append(once(n)))))
    expect(stored().map(({ item }) => item.id).sort()).toEqual(['i0', 'i1'])
  })

  it('does not refuse by a copy that another tab has made stale', async () => {
    const { tabs: [mine, other], stored } = twoTabs()
    await mine?.recall()
    await other?.append(() => ({ event: event(1) }))
    // As attention is: it counts only after a visit.
    await mine?.append(({ events }) => (events.length === 0 ? {} : { event: event(2) }))
    expect(stored().map(({ id }) => id)).toEqual(['1', '2'])
  })
})
