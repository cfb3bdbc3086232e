import { DAY_MS, type Millis } from '../time.js'
import type { EventId, InteractionEvent } from './event.js'
import { HISTORY_LIMITS } from './limits.js'

/** Whether an event lies beyond `days` days. One dated ahead of the clock beyond the allowance has no believable age and is beyond them too. */
export function isExpired({ at }: Pick<InteractionEvent, 'at'>, now: Millis, days: number = HISTORY_LIMITS.retentionDays): boolean {
  return !(at >= now - days * DAY_MS && at <= now + HISTORY_LIMITS.aheadMs)
}

/** Ids of the events that are kept no longer. */
export function expired(events: readonly InteractionEvent[], now: Millis, days: number = HISTORY_LIMITS.retentionDays): readonly EventId[] {
  return events.filter((event) => isExpired(event, now, days)).map(({ id }) => id)
}

/** The days that hold: the shortest of ours, the site's and the visitor's. Neither can lengthen ours, and what is no number of days counts for nothing. */
export function retentionDays(...wanted: readonly (number | undefined)[]): number {
  let days: number = HISTORY_LIMITS.retentionDays
  for (const one of wanted) if (one !== undefined && one >= 0 && one < days) days = one
  return days
}
