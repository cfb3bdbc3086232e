import type { ItemId } from '../item.js'
import type { Millis } from '../time.js'

/** Counters of what all readers clicked: a file that is the same for everyone. */
export interface PopularityPrior {
  readonly counts: ReadonlyMap<ItemId, { readonly clicks: number; readonly shown: number }>
  /** Clicks per item shown, over all items. */
  readonly rate: number
  /** When the counters ended. */
  readonly at: Millis
  /** Times an item without counters was shown, where that is known: then nobody clicked it, rather than nobody saw it. */
  readonly shown?: number
}

/** Limits of what counters say. */
export const POPULARITY = {
  /** Times shown that the global rate is worth against an item's own counters. */
  priorShown: 20,
} as const

/** ln of the shrunk click rate; an item without counters has the global rate. */
export function popularity(prior: PopularityPrior, id: ItemId): number {
  const rate = Number.isFinite(prior.rate) && prior.rate > 0 ? prior.rate : 1e-6
  const { clicks, shown } = prior.counts.get(id) ?? { clicks: 0, shown: prior.shown ?? 0 }
  const value = Math.log((clicks + POPULARITY.priorShown * rate) / (shown + POPULARITY.priorShown))
  return Number.isFinite(value) ? value : Math.log(rate)
}
