import type { ItemId } from '../item.js'
import type { Measured } from '../ranking/rank.js'

/**
 * Which candidates with a static vector could still change what is visible, were they embedded by the transformer.
 * How far a total moves when that happens is told from those to which it has happened: nobody who lies further below
 * the last visible place than the greatest move so far is embedded.
 *
 * Exact as long as nobody left out would move further than those that were seen to.
 */
export interface Contenders {
  /** Positions in `measured` of those that could, best first; `waiting` are the ids without the transformer's vector. */
  look(measured: Pick<Measured, 'ids' | 'totals'>, waiting: ReadonlySet<ItemId>): readonly number[]
  /** The history is another: totals from before say nothing about moves. */
  historyChanged(): void
}

/** Places that a screen shows, in the order of scores. */
const VISIBLE = 20

/** Moves from which a reach can be told; so many of the best are embedded in any case. */
const ENOUGH = 64

/** Candidates embedded under one history at the most: where vectors move much, everybody could change the order, and some minutes of work are more than a page is worth. */
const MOST = 1_000

export function createContenders(): Contenders {
  let before: ReadonlyMap<ItemId, number> = new Map()
  let moves = 0
  let reach = 0
  let embedded = 0

  const learn = (now: ReadonlyMap<ItemId, number>, waiting: ReadonlySet<ItemId>): void => {
    for (const [id, total] of before) {
      const moved = now.get(id)
      if (waiting.has(id) || moved === undefined) continue
      moves += 1
      embedded += 1
      // Whoever stands high fell and whoever stands low rose: the best alone, which are embedded first, would show falls only.
      reach = Math.max(reach, Math.abs(moved - total))
    }
  }

  return {
    look({ ids, totals }, waiting) {
      const now = new Map(ids.map((id, at) => [id, totals[at] ?? 0]))
      learn(now, waiting)
      before = new Map([...now].filter(([id]) => waiting.has(id)))
      const order = Array.from(ids.keys()).sort((a, b) => (totals[b] ?? 0) - (totals[a] ?? 0))
      const pending = order.filter((at) => waiting.has(ids[at] ?? ('' as ItemId)))
      if (embedded >= MOST) return []
      if (moves < ENOUGH) return pending.slice(0, ENOUGH)
      const last = order[VISIBLE - 1]
      const least = last === undefined ? Number.NEGATIVE_INFINITY : (totals[last] ?? 0) - reach
      return pending.filter((at) => (totals[at] ?? 0) >= least)
    },
    historyChanged() {
      before = new Map()
      embedded = 0
    },
  }
}
