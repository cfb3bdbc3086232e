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
  /** Milliseconds over which visits without attention are a crowd: a reader stays with some of what they open in half an hour. */
  crowdMs: 30 * 60_000,
  /** Items opened in `crowdMs` and given no attention that count in full; the next ones weigh less and less, whoever opened them. */
  crowdItems: 8,
  /** Weight, in clicks, that one day can have in a profile: a long day of reading; what is above it is scaled down evenly. */
  dayWeight: 40,
  /** Events kept of one day, a keen reader's with every teaser seen: after that the least telling goes for each that comes. */
  perDay: 600,
  /** Milliseconds that an event may lie ahead of the clock (two tabs, a corrected clock); beyond that its time is wrong. */
  aheadMs: 5 * 60_000,
  /** The same day, in milliseconds, as the caps count it. */
  dayMs: DAY_MS,
} as const
