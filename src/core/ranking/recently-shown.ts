import type { ItemId } from '../item.js'

/** Limits of what counts as shown lately. */
export const RECENTLY_SHOWN = {
  /** Items whose mean is the centre: enough for a steady mean, few enough to be of the day. */
  most: 1_000,
  /** Fewer say more about themselves than about the centre. */
  least: 500,
  /** Items met anew after which the centre is taken again. */
  renewed: 250,
} as const

/** What was shown last, whose mean vectors are centred on. What was clicked of it has no part in that. */
export interface RecentlyShown<T> {
  note(shown: Iterable<T>): void
  /** The items for a new centre, where there are enough and enough has changed since the last one. */
  due(): Iterable<T> | undefined
}

export function createRecentlyShown<T extends { readonly id: ItemId }>(): RecentlyShown<T> {
  const latest = new Map<ItemId, T>()
  let fresh = 0
  return {
    note(shown) {
      for (const item of shown) {
        if (!latest.delete(item.id)) fresh++
        latest.set(item.id, item)
        const [oldest] = latest.keys()
        if (latest.size > RECENTLY_SHOWN.most && oldest !== undefined) latest.delete(oldest)
      }
    },
    due() {
      if (latest.size < RECENTLY_SHOWN.least || fresh < RECENTLY_SHOWN.renewed) return undefined
      fresh = 0
      return latest.values()
    },
  }
}
