import { isRefusal } from '../consent/gate.js'
import type { Gate, Grant } from '../consent/gate.js'
import type { Denied, Unavailable } from '../answer.js'
import { byTime, type InteractionEvent } from '../history/event.js'
import { expired, isExpired } from '../history/retention.js'
import type { Clock, HistoryState, HistoryStore, Written } from '../ports.js'
import type { Millis } from '../time.js'

/** The history as the store has it now, oldest first. */
export interface Recollection {
  readonly status: 'ok'
  readonly grant: Grant<'personalization'>
  readonly events: readonly InteractionEvent[]
  readonly state: HistoryState
  /** When an earlier history was found missing, erased by nobody here. */
  readonly lost?: Millis
}

/** A copy of the history in memory, read again whenever any tab has written. It lives no longer than the grant it was read under. */
export interface Memory {
  recall(options?: { readonly whilePaused?: boolean }): Promise<Recollection | Denied | Unavailable>
  /** Writes an event, or puts it in the place of the one with its id. Where nobody else wrote meanwhile the copy takes it in and is not read again. */
  append(recalled: Recollection, event: InteractionEvent): Promise<Written>
  clear(): void
}

export interface MemoryDep {
  readonly gate: Gate
  readonly history: HistoryStore
  readonly clock: Clock
  /** Days an event is kept, as site and visitor want it now. */
  readonly retentionDays?: () => number
}

export function createMemory(dep: MemoryDep): Memory {
  let held: (Omit<Recollection, 'status'> & { readonly revision: number }) | undefined

  /** What is past its time is deleted when it is met, and is never used. */
  const withinRetention = async (grant: Grant<'personalization'>, events: readonly InteractionEvent[]): Promise<readonly InteractionEvent[]> => {
    const old = new Set(expired(events, dep.clock.now(), dep.retentionDays?.()))
    if (old.size === 0) return events
    await dep.history.remove(grant, [...old])
    return events.filter(({ id }) => !old.has(id))
  }

  return {
    async recall(options) {
      const grant = await dep.gate.request('personalization', options)
      if (isRefusal(grant)) {
        if (grant.status === 'denied') held = undefined
        return grant
      }
      const revision = await dep.history.revision(grant)
      if (revision.status !== 'ok') return revision
      const aged = held?.events.some((event) => isExpired(event, dep.clock.now(), dep.retentionDays?.())) === true
      if (held?.grant !== grant || held.revision !== revision.value || aged) {
        const [events, state, lost] = [await dep.history.events(grant), await dep.history.readState(grant), await dep.history.lost(grant)]
        if (events.status !== 'ok') return events
        if (state.status !== 'ok') return state
        if (lost.status !== 'ok') return lost
        held = { grant, revision: revision.value, events: await withinRetention(grant, events.value), state: state.value, ...(lost.value === undefined ? {} : { lost: lost.value }) }
      }
      const { revision: _, ...recollection } = held
      return { status: 'ok', ...recollection }
    },
    async append({ grant }, event) {
      const written = await dep.history.append(grant, event)
      if (written.status !== 'ok') return written
      const { before, after } = written.value
      if (held?.grant === grant && held.revision === before) held = { ...held, revision: after, events: [...held.events.filter(({ id }) => id !== event.id), event].sort(byTime) }
      return { status: 'ok' }
    },
    clear() {
      held = undefined
    },
  }
}
