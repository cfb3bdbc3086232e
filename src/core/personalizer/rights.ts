import type { Denied, Refusal, Unavailable } from '../answer.js'
import type { InteractionEvent } from '../history/event.js'
import { HISTORY_LIMITS } from '../history/limits.js'
import { isExpired } from '../history/retention.js'
import type { Clock, HistoryStore, TopicWishes } from '../ports.js'
import { profileOf } from '../ranking/profile.js'
import type { Millis } from '../time.js'
import type { ImportAnswer, TopicView } from './answers.js'
import { readExport } from './export-file.js'
import type { Memory, Recollection } from './memory.js'
import type { TopicWish } from './requests.js'

/** What a visitor may do with what is kept of them, besides forgetting it. */
export interface Rights {
  topics(): Promise<{ readonly status: 'ok'; readonly topics: readonly TopicView[] } | Refusal>
  wishTopic(topic: string, wish: TopicWish): Promise<{ readonly status: 'ok' } | Refusal>
  /** Takes back every hide of an item. */
  unhide(itemId: string): Promise<{ readonly status: 'ok'; readonly removed: number } | Refusal>
  /** Deletes what is past its time, also while paused. */
  retain(): Promise<{ readonly status: 'ok'; readonly days: number; readonly lost?: Millis } | Denied | Unavailable>
  /** Takes in the events and topic wishes of an export; what is here already, too old or of another shape is skipped. */
  importData(json: string): Promise<ImportAnswer | Refusal>
}

export interface RightsDep {
  readonly memory: Memory
  readonly history: HistoryStore
  readonly clock: Clock
  readonly retentionDays?: () => number
}

export function createRights({ memory, history, clock, retentionDays }: RightsDep): Rights {
  const recall = (): Promise<Recollection | Denied | Unavailable> => memory.recall({ whilePaused: true })
  const days = (): number => retentionDays?.() ?? HISTORY_LIMITS.retentionDays

  return {
    async topics() {
      const recalled = await recall()
      if (recalled.status !== 'ok') return recalled
      const wishes = recalled.state.wishes ?? {}
      const believed = profileOf(recalled.events).topics
      const known = new Set(believed.map(({ topic }) => topic))
      const wished = Object.keys(wishes).filter((topic) => !known.has(topic)).sort()
      return { status: 'ok', topics: [...believed, ...wished.map((topic) => ({ topic, strength: 0, events: 0 }))].map((belief) => ({ ...belief, wish: wishOf(wishes, belief.topic) })) }
    },

    async wishTopic(topic, wish) {
      const recalled = await recall()
      if (recalled.status !== 'ok') return recalled
      return history.writeState(recalled.grant, { ...recalled.state, wishes: withWish(recalled.state.wishes ?? {}, topic, wish) })
    },

    async unhide(itemId) {
      const recalled = await recall()
      if (recalled.status !== 'ok') return recalled
      const hides = recalled.events.filter(({ kind, item }) => kind === 'hide' && item.id === itemId).map(({ id }) => id)
      if (hides.length === 0) return { status: 'ok', removed: 0 }
      const written = await history.remove(recalled.grant, hides)
      return written.status === 'ok' ? { status: 'ok', removed: hides.length } : written
    },

    async retain() {
      const recalled = await recall()
      return recalled.status === 'ok' ? { status: 'ok', days: days(), ...lossOf(recalled) } : recalled
    },

    async importData(json) {
      const read = readExport(json)
      if (read.status !== 'ok') return read
      const recalled = await recall()
      if (recalled.status !== 'ok') return recalled
      const here = new Set<string>(recalled.events.map(({ id }) => id))
      const fresh: InteractionEvent[] = []
      for (const event of read.events) {
        if (here.has(event.id) || isExpired(event, clock.now(), days())) continue
        here.add(event.id)
        fresh.push(event)
      }
      const written = await history.appendAll(recalled.grant, fresh)
      if (written.status !== 'ok') return written
      const wishes = { ...read.wishes, ...recalled.state.wishes }
      if (Object.keys(wishes).length > 0) {
        const kept = await history.writeState(recalled.grant, { ...recalled.state, wishes })
        if (kept.status !== 'ok') return kept
      }
      return { status: 'ok', imported: fresh.length, skipped: read.given - fresh.length }
    },
  }
}

/** What an answer says of an earlier history that was lost. */
export function lossOf({ lost }: Recollection): { readonly lost?: Millis } {
  return lost === undefined ? {} : { lost }
}

function wishOf(wishes: TopicWishes, topic: string): TopicWish {
  return (Object.hasOwn(wishes, topic) ? wishes[topic] : undefined) ?? 'none'
}

/** The wishes after one more; built from entries, so that a topic may be named like anything. */
export function withWish(wishes: TopicWishes, topic: string, wish: TopicWish): TopicWishes {
  const others = Object.entries(wishes).filter(([name]) => name !== topic)
  return Object.fromEntries(wish === 'none' ? others : [...others, [topic, wish] as const])
}
