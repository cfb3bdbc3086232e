import type { ItemId } from '../../core/item.js'
import type { Impression } from './impression-lines.js'

/** Items whose mean is the centre: enough for a steady mean, few enough to be of the day. */
const MOST = 1_000
/** Fewer say more about themselves than about the centre. */
const LEAST = 500
/** Items met anew after which the centre is taken again. */
const RENEWED = 250

/** What was shown last, for the centre. */
export interface Recent {
  /** The items for a new centre, where enough has changed since the last one. */
  due(): Iterable<ItemId> | undefined
  note(shown: readonly ItemId[]): void
}

export function createRecent(before: readonly Impression[]): Recent {
  const latest = new Set<ItemId>()
  let fresh = 0
  const note = (shown: readonly ItemId[]): void => {
    for (const id of shown) {
      if (!latest.delete(id)) fresh++
      latest.add(id)
      if (latest.size > MOST) for (const oldest of latest) { latest.delete(oldest); break }
    }
  }
  for (const { shown } of [...before].sort((a, b) => a.at - b.at)) note(shown)
  fresh = before.length === 0 ? 0 : RENEWED
  return {
    note,
    due() {
      if (latest.size < LEAST || fresh < RENEWED) return undefined
      fresh = 0
      return latest
    },
  }
}
