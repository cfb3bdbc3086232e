import type { ItemId } from '../item.js'

/** Neighbours kept for each item, on average: 50 × (2 bytes for which, 1 for how much) are 150 bytes an item. */
export const NEIGHBOURS_A_ITEM = 50

/** Largest number of items: two bytes name one. */
export const MOST_NEIGHBOUR_ITEMS = 65_535

/** One neighbour before packing: its place among the items, and its weight. */
export interface Neighbour {
  readonly item: number
  readonly weight: number
}

export type NeighbourRow = readonly Neighbour[]

/** An item-item model, packed: row i holds what having turned to item i says of others, for and against. */
export interface Neighbours {
  readonly items: readonly ItemId[]
  /** Row i stands from `starts[i]` up to `starts[i + 1]`. */
  readonly starts: Uint32Array
  /** Places among the items. */
  readonly places: Uint16Array
  /** In units of the row's scale. */
  readonly weights: Int8Array
  /** What a weight of 127 stands for, one a row. */
  readonly scales: Float32Array
}

/** Rounds to int8, one scale a row; what rounds to nothing is left out. */
export function packNeighbours(items: readonly ItemId[], rows: readonly NeighbourRow[]): Neighbours {
  if (items.length > MOST_NEIGHBOUR_ITEMS) throw new RangeError(`${String(items.length)} items; a prior holds at most ${String(MOST_NEIGHBOUR_ITEMS)}`)
  const scales = new Float32Array(items.length)
  const starts = new Uint32Array(items.length + 1)
  const kept = items.map((_, at) => {
    const row = rows[at] ?? []
    const largest = row.reduce((most, { weight }) => Math.max(most, Math.abs(weight)), 0)
    scales[at] = largest
    const rounded = row.map(({ item, weight }) => ({ item, weight: largest === 0 ? 0 : Math.round((127 * weight) / largest) })).filter(({ weight }) => weight !== 0)
    starts[at + 1] = (starts[at] ?? 0) + rounded.length
    return rounded
  })
  const all = kept.flat()
  return { items, starts, places: Uint16Array.from(all, ({ item }) => item), weights: Int8Array.from(all, ({ weight }) => weight), scales }
}

/** Number of pairs with a weight. */
export function pairsOf({ weights }: Neighbours): number {
  return weights.length
}

/** Folds visitors in: sums what each item of a history says of every other. */
export interface FoldIn {
  readonly items: readonly ItemId[]
  place(id: ItemId): number | undefined
  /** Sum of weights by item place, and for each the place in `history` that gave most (−1: none). */
  sums(history: readonly { readonly id: ItemId; readonly weight: number }[]): { readonly values: Float64Array; readonly nearest: Int32Array }
}

export function createFoldIn({ items, starts, places, weights, scales }: Neighbours): FoldIn {
  const placeOf = new Map(items.map((id, place) => [id, place]))
  return {
    items,
    place: (id) => placeOf.get(id),
    sums(history) {
      const values = new Float64Array(items.length)
      const most = new Float64Array(items.length)
      const nearest = new Int32Array(items.length).fill(-1)
      history.forEach(({ id, weight }, read) => {
        const row = placeOf.get(id)
        if (row === undefined) return
        const unit = ((scales[row] ?? 0) * weight) / 127
        for (let k = starts[row] ?? 0; k < (starts[row + 1] ?? 0); k++) {
          const part = unit * (weights[k] ?? 0)
          const place = places[k] ?? 0
          values[place] = (values[place] ?? 0) + part
          if (part > (most[place] ?? 0)) {
            most[place] = part
            nearest[place] = read
          }
        }
      })
      return { values, nearest }
    },
  }
}
