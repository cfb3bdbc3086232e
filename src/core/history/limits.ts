import { DAY_MS } from '../time.js'

/** Limits of the history room, each with its unit and its reason. */
export const HISTORY_LIMITS = {
  /** Days an event is kept: long enough to know a taste, short enough that last season is forgotten (the figure the privacy notice names). */
  retentionDays: 90,
  /** Milliseconds in which a second event of one kind on one item is the same press: above the double-click time of every desktop (500 ms), below a deliberate return. */
  doubleClickMs: 1_000,
  /** Milliseconds of attention under which a visit was a bounce: too short to read a headline and its first line. */
  bounceMs: 5_000,
  /** Milliseconds of attention at which a visit counts in full: about a hundred words read. */
  fullAttentionMs: 30_000,
  /** Milliseconds of one dwell that are believed; the rest is a page left open. */
  mostDwellMs: 1_800_000,
  /** Events of one kind kept for one item in a day: a reader returns a few times, a script hundreds of times. */
  perItemAndDay: 5,
  /** Milliseconds over which speed is judged. */
  burstMs: 10_000,
  /** Clicks in `burstMs` that a person can make and mean; the next ones are a script's. */
  burstClicks: 8,
  /** Milliseconds over which a steady pace is judged. */
  paceMs: 30 * 60_000,
  /** Clicks in `paceMs` on items that were given no attention, after which the next ones are a patient script's: a reader stays with some of what they open. */
  paceClicks: 10,
  /** Presses kept in a day over all items: what a keen reader does, so that a flood cannot drown the rest of the history. */
  perDay: 300,
  /** Milliseconds that an event may lie ahead of the clock (two tabs, a corrected clock); beyond that its time is wrong. */
  aheadMs: 5 * 60_000,
  /** The same day, in milliseconds, as the caps count it. */
  dayMs: DAY_MS,
} as const
