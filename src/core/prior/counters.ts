import * as v from 'valibot'
import type { ItemId } from '../item.js'
import { type PopularityPrior, POPULARITY } from './popularity.js'
import type { Millis } from '../time.js'

const Count = v.pipe(v.number(), v.finite(), v.minValue(0))

/** What was clicked, the same for every visitor: part of a `prior.json`, or the site's own counters beside it. */
export const Counters = v.object({
  /** When the counters ended, ISO 8601. */
  at: v.pipe(v.string(), v.check((at) => !Number.isNaN(Date.parse(at)), 'must be a moment in ISO 8601')),
  /** Clicks per item shown, over all items; counted from the rest where it is not given. */
  rate: v.optional(v.pipe(v.number(), v.finite(), v.gtValue(0))),
  /** Times each item was shown, where the counters do not say it for each. */
  shown: v.optional(Count),
  /** Clicks by item, or clicks and times shown. */
  counts: v.record(v.string(), v.union([Count, v.tuple([Count, Count])])),
})

/** Counters made ready. Clicks alone, with nothing on how often an item was shown, are shrunk towards the mean of all items. */
export function popularityOf({ at, rate, shown, counts }: v.InferOutput<typeof Counters>): PopularityPrior {
  const entries = Object.entries(counts)
  const times = shown ?? POPULARITY.priorShown
  const both = entries.map(([id, count]) => [id as ItemId, typeof count === 'number' ? { clicks: count, shown: times } : { clicks: count[0], shown: count[1] }] as const)
  const sum = (part: 'clicks' | 'shown'): number => both.reduce((total, [, count]) => total + count[part], 0)
  return { at: Date.parse(at) as Millis, rate: rate ?? sum('clicks') / Math.max(1, sum('shown')), counts: new Map(both), ...(shown !== undefined && shown > 0 && { shown }) }
}

/** What became of the site's own counters. */
export type CountersRead = { readonly status: 'ok'; readonly popularity: PopularityPrior } | { readonly status: 'bad'; readonly message: string }

/** Reads the site's own counters: `{at, counts: {id: clicks | [clicks, shown]}}`. */
export function readCounters(value: unknown): CountersRead {
  const read = v.safeParse(Counters, value)
  if (read.success) return { status: 'ok', popularity: popularityOf(read.output) }
  const [issue] = read.issues
  return { status: 'bad', message: `${v.getDotPath(issue) ?? 'counters'}: ${issue.message}` }
}
