import { DAY_MS } from '../../time.js'
import type { Records } from '../records.js'
import { bucketOfNumber } from './numbered-buckets.js'

/** On how many of the last seven days (UTC) this browser recorded anything. It is present now, so the day of the answer counts where it did. */
export function activeDays(buckets: readonly string[], { events, now }: Records): number | undefined {
  const today = Math.floor(now / DAY_MS)
  const days = new Set(events.map(({ at }) => Math.floor(at / DAY_MS)).filter((day) => day > today - 7 && day <= today))
  return days.size === 0 ? undefined : bucketOfNumber(buckets, days.size)
}
