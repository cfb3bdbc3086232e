import type { ItemId } from '../item.js'
import { normalTail } from '../privacy/normal.js'
import { LIST } from '../ranking/formula.js'

/** A list as it would be shown now. */
export interface Standing {
  readonly ids: readonly ItemId[]
  /** Every candidate's score, in their order. */
  readonly totals: ArrayLike<number>
  /** Those in the places that the page shows. */
  readonly visible: ReadonlySet<ItemId>
}

/**
 * Which candidates of a list that stand by a static vector could still change what is visible, were they embedded by the transformer.
 *
 * A score moves when its candidate gets the transformer's vector. The moves of those that got it are taken for draws of one normal distribution, and so is
 * everybody else's. A candidate enters by a move that takes it past the lowest visible score. Those that are looked at, best first, are as many
 * as it takes until the rest would, in expectation, hold fewer than `MISSED` of the visible places: a stated expectation and no proven bound, for a cosine
 * may move anywhere between −1 and 1, and a bound that allows for that leaves nobody out. `src/docs/embeddings.md` has what was in fact missed.
 */
export interface Contenders {
  /** Places in `ids` of those that could, best first; `waiting` are the ids without the transformer's vector. None: the list is done. */
  look(standing: Standing, waiting: ReadonlySet<ItemId>): readonly number[]
  /** The history is another: totals from before say nothing about moves. */
  historyChanged(): void
}

/** Visible places that those left out may hold, in expectation. */
const MISSED = 0.25

/** Moves from which a distribution can be told; so many of the best are embedded in any case. */
const ENOUGH = 64

/** Candidates embedded under one history at the most: where vectors move much, everybody could change the order, and some minutes of work are more than a page is worth. */
const MOST = 1_000

export function createContenders(): Contenders {
  let before: ReadonlyMap<ItemId, number> = new Map()
  let listed: readonly ItemId[] = []
  const moves = { count: 0, sum: 0, squares: 0 }
  let embedded = 0

  const learn = (ids: readonly ItemId[], now: ReadonlyMap<ItemId, number>, waiting: ReadonlySet<ItemId>): void => {
    // Of another list the scores are standardised over others.
    if (ids.length !== listed.length || ids.some((id, at) => id !== listed[at])) return
    for (const [id, total] of before) {
      const moved = (now.get(id) ?? Number.NaN) - total
      if (waiting.has(id) || !Number.isFinite(moved)) continue
      moves.count += 1
      moves.sum += moved
      moves.squares += moved * moved
      embedded += 1
    }
  }

  return {
    look({ ids, totals, visible }, waiting) {
      const now = new Map(ids.map((id, at) => [id, totals[at] ?? 0]))
      learn(ids, now, waiting)
      before = new Map([...now].filter(([id]) => waiting.has(id)))
      listed = ids
      const order = Array.from(ids.keys()).sort((a, b) => (totals[b] ?? 0) - (totals[a] ?? 0))
      const pending = order.filter((at) => waiting.has(ids[at] ?? ('' as ItemId)))
      if (embedded >= MOST) return []
      if (moves.count < ENOUGH) return pending.slice(0, ENOUGH)
      // What a rule put into view from below the pool that lists are made of was not put there by its score.
      const pool = totals[order[Math.max(visible.size, LIST.diversePool) - 1] ?? -1] ?? Number.NEGATIVE_INFINITY
      const least = Math.max(pool, Math.min(...[...visible].map((id) => now.get(id) ?? Number.POSITIVE_INFINITY)))
      const mean = moves.sum / moves.count
      const deviation = Math.sqrt(Math.max(0, moves.squares / moves.count - mean * mean))
      const isVisible = (at: number): boolean => visible.has(ids[at] ?? ('' as ItemId))
      const outside = pending.filter((at) => !isVisible(at))
      let missed = 0
      let end = outside.length
      for (; end > 0; end--) {
        const short = least + LIST.tie - (totals[outside[end - 1] ?? -1] ?? 0)
        missed += normalTail((short - mean) / Math.max(deviation, 1e-9))
        if (missed > MISSED) break
      }
      const entering = new Set(outside.slice(0, end))
      // Whoever is in view already is looked at, whichever way it would move.
      return pending.filter((at) => entering.has(at) || isVisible(at))
    },
    historyChanged() {
      before = new Map()
      embedded = 0
    },
  }
}
