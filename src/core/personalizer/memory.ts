import { isRefusal } from '../consent/gate.js'
import type { Gate, Grant } from '../consent/gate.js'
import type { Denied, Unavailable } from '../answer.js'
import { byTime, type InteractionEvent } from '../history/event.js'
import { expired, isExpired } from '../history/retention.js'
import type { Clock, HistoryStore, Read, WholeHistory } from '../ports.js'

/** The history as the store has it now, oldest first. */
export interface Recollection extends Omit<WholeHistory, 'revision'> {
  readonly status: 'ok'
  readonly grant: Grant<'personalization'>
}

/** A copy of the history in memory, read again whenever any tab has written. It lives no longer than the grant it was read under. */
export interface Memory {
  recall(options?: { readonly whilePaused?: boolean }): Promise<Recollection | Denied | Unavailable>
  /**
   * Writes the event that `decide` names in view of the history, or puts it in the place of the one with its id; nothing
   * where it names none. It decides by the copy as it is; where anybody has written since, that decision is void, the
   * history is read again, and it decides anew.
   */
  append<Decided extends { readonly event?: InteractionEvent }>(decide: (recalled: Recollection) => Decided): Promise<{ readonly status: 'ok'; readonly decided: Decided; readonly grant: Grant<'personalization'> } | Denied | Unavailable>
  clear(): void
}

export interface MemoryDep {
  readonly gate: Gate
  readonly history: HistoryStore
  readonly clock: Clock
  /** Days an event is kept, as site and visitor want it now. */
  readonly retentionDays?: () => number
}

interface Held extends WholeHistory {
  readonly grant: Grant<'personalization'>
}

export function createMemory(dep: MemoryDep): Memory {
  let held: Held | undefined
  /** One after another: each decides by what the one before it wrote. */
  let appending: Promise<unknown> = Promise.resolve()

  /** What is past its time is deleted when it is met, and is never used. */
  const withinRetention = async (grant: Grant<'personalization'>, events: readonly InteractionEvent[]): Promise<readonly InteractionEvent[]> => {
    const old = new Set(expired(events, dep.clock.now(), dep.retentionDays?.()))
    if (old.size === 0) return events
    await dep.history.remove(grant, [...old])
    return events.filter(({ id }) => !old.has(id))
  }

  const granted = async (options?: { readonly whilePaused?: boolean }): Promise<Grant<'personalization'> | Denied | Unavailable> => {
    const grant = await dep.gate.request('personalization', options)
    if (isRefusal(grant) && grant.status === 'denied') held = undefined
    return grant
  }

  /** The copy, where it was read under this very grant and nothing in it is past its time. */
  const heldUnder = (grant: Grant<'personalization'>): Held | undefined =>
    held?.grant === grant && !held.events.some((event) => isExpired(event, dep.clock.now(), dep.retentionDays?.())) ? held : undefined

  const readAgain = async (grant: Grant<'personalization'>): Promise<Read<Held>> => {
    const whole = await dep.history.whole(grant)
    if (whole.status !== 'ok') return whole
    held = { ...whole.value, grant, events: await withinRetention(grant, whole.value.events) }
    return { status: 'ok', value: held }
  }

  /** The copy as the store has it now, by what the store said of its revision. */
  const current = async (grant: Grant<'personalization'>, revision: Read<number> | undefined): Promise<Read<Held>> => {
    const copy = heldUnder(grant)
    if (copy === undefined || revision === undefined) return readAgain(grant)
    if (revision.status !== 'ok') return revision
    return revision.value === copy.revision ? { status: 'ok', value: copy } : readAgain(grant)
  }

  /** The revision, where it is the one given. */
  const stillAt = async (grant: Grant<'personalization'>, revision: number): Promise<Read<number | undefined>> => {
    const now = await dep.history.revision(grant)
    return now.status !== 'ok' || now.value === revision ? now : { status: 'ok', value: undefined }
  }

  const appendNow: Memory['append'] = async (decide) => {
    for (;;) {
      const grant = await granted()
      if (isRefusal(grant)) return grant
      const copy = heldUnder(grant)
      const found = copy === undefined ? await readAgain(grant) : ({ status: 'ok', value: copy } as const)
      if (found.status !== 'ok') return found
      const { revision, events } = found.value
      const decided = decide(recollected(found.value))
      const { event } = decided
      const after = event === undefined ? await stillAt(grant, revision) : await dep.history.append(grant, event, revision)
      if (after.status !== 'ok') return after
      if (after.value !== undefined) {
        if (event !== undefined && held === found.value) held = { ...found.value, revision: after.value, events: [...events.filter(({ id }) => id !== event.id), event].sort(byTime) }
        return { status: 'ok', decided, grant }
      }
      if (held === found.value) held = undefined
    }
  }

  return {
    async recall(options) {
      // The store is asked beside the gate, under the grant of the copy: it judges that by itself, and where the gate gives another the copy is void.
      const before = held?.grant
      const [grant, revision] = await Promise.all([granted(options), before && dep.history.revision(before)])
      if (isRefusal(grant)) return grant
      const found = await current(grant, grant === before ? revision : undefined)
      return found.status === 'ok' ? recollected(found.value) : found
    },
    append(decide) {
      const mine = appending.then(() => appendNow(decide))
      appending = mine.catch(() => undefined)
      return mine
    },
    clear() {
      held = undefined
    },
  }
}

function recollected({ revision: _, ...recollection }: Held): Recollection {
  return { status: 'ok', ...recollection }
}
