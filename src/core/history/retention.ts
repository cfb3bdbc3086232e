import { DAY_MS, type Millis } from '../time.js'
import type { EventId, InteractionEvent } from './event.js'
import { HISTORY_LIMITS } from './limits.js'

/** Ids of the events older than `days` days. An event dated ahead of the clock beyond the allowance has no believable age and expires too. */
export function expired(events: readonly InteractionEvent[], now: Millis, days: number = HISTORY_LIMITS.retentionDays): readonly EventId[] {
  const oldest = now - days * DAY_MS
  return events.filter(({ at }) => !(at >= oldest && at <= now + HISTORY_LIMITS.aheadMs)).map(({ id }) => id)
}
