import { EPOCH_MS, type Epoch } from '../time.js'

/** A calendar month in UTC, `2026-11`. The finest time that stays after a visitor forgets or withdraws. */
export type Month = string & { readonly __brand: 'Month' }

/** Months since January of year 0, for arithmetic. */
export function monthNumber(month: Month): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1
}

/** The month that many months later. */
export function monthsAfter(month: Month, count: number): Month {
  return monthAt(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)) - 1 + count))
}

/** The first and the last month that an epoch touches; the same month unless the epoch runs over its end. */
export function monthsOf(epoch: Epoch): { readonly first: Month; readonly last: Month } {
  return { first: monthAt(epoch * EPOCH_MS), last: monthAt((epoch + 1) * EPOCH_MS - 1) }
}

/** The month of a moment, in milliseconds since 1970. */
export function monthAt(ms: number): Month {
  return new Date(ms).toISOString().slice(0, 7) as Month
}
