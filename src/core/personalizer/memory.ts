import { isRefusal } from '../consent/gate.js'
import type { Gate, Grant } from '../consent/gate.js'
import type { Denied, Unavailable } from '../answer.js'
import { byTime, type InteractionEvent } from '../history/event.js'
import { expired, isExpired } from '../history/retention.js'
import type { Clock, HistoryStore, Read, WholeHistory, Written } from '../ports.js'

/** The history as the store has it now, oldest first. */
export interface Recollection extends Omit<WholeHistory, 'revision'> {
  readonly status: 'ok'
  readonly grant: Grant<'personalization'>
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
  let held: (WholeHistory & { readonly grant: Grant<'personalization'> }) | undefined

  /** What is past its time is deleted when it is met, and is never used. */
  const withinRetention = async (grant: Grant<'personalization'>, events: readonly InteractionEvent[]): Promise<readonly InteractionEvent[]> => {
    const old = new Set(expired(events, dep.clock.now(), dep.retentionDays?.()))
    if (old.size === 0) return events
    await dep.history.remove(grant, [...old])
    return events.filter(({ id }) => !old.has(id))
  }

  /** Whether the copy is what the store has, read under this very grant, with nothing in it past its time. */
  const isCurrent = async (grant: Grant<'personalization'>): Promise<Read<boolean>> => {
    if (held?.grant !== grant) return { status: 'ok', value: false }
    const revision = await dep.history.revision(grant)
    if (revision.status !== 'ok') return revision
    const aged = held.events.some((event) => isExpired(event, dep.clock.now(), dep.retentionDays?.()))
    return { status: 'ok', value: held.revision === revision.value && !aged }
  }

  return {
    async recall(options) {
      const grant = await dep.gate.request('personalization', options)
      if (isRefusal(grant)) {
        if (grant.status === 'denied') held = undefined
        return grant
      }
      const current = await isCurrent(grant)
      if (current.status !== 'ok') return current
      if (held === undefined || !current.value) {
        const whole = await dep.history.whole(grant)
        if (whole.status !== 'ok') return whole
        held = { ...whole.value, grant, events: await withinRetention(grant, whole.value.events) }
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
