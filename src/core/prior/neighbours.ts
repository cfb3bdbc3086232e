import type { ItemId } from '../item.js'

/** Neighbours kept for each item: 50 × (2 bytes for which, 1 for how much) are 150 bytes an item, and cost no quality. */
export const NEIGHBOURS_A_ITEM = 50

/** Largest number of items: two bytes name one. */
export const MOST_NEIGHBOUR_ITEMS = 65_535

/** One neighbour before packing: its place among the items, and its weight. */
export interface Neighbour {
  readonly item: number
  readonly weight: number
}

export type NeighbourRow = readonly Neighbour[]

/** An item-item model, packed: row i holds what having turned to item i says of others. */
export interface Neighbours {
  readonly items: readonly ItemId[]
  /** Places a row has; one that is not used has weight 0. */
  readonly kept: number
  /** `items.length` × `kept` places among the items. */
  readonly places: Uint16Array
  /** `items.length` × `kept`, in units of the row's scale. */
  readonly weights: Int8Array
  /** What a weight of 127 stands for, one a row. */
  readonly scales: Float32Array
}

/** Rounds to int8, one scale a row. */
export function packNeighbours(items: readonly ItemId[], rows: readonly NeighbourRow[], kept: number = NEIGHBOURS_A_ITEM): Neighbours {
  if (items.length > MOST_NEIGHBOUR_ITEMS) throw new RangeError(`${String(items.length)} items; a prior holds at most ${String(MOST_NEIGHBOUR_ITEMS)}`)
  const places = new Uint16Array(items.length * kept)
  const weights = new Int8Array(items.length * kept)
  const scales = new Float32Array(items.length)
  rows.forEach((row, at) => {
    const largest = row.reduce((most, { weight }) => Math.max(most, Math.abs(weight)), 0)
    if (largest === 0) return
    scales[at] = largest
    row.slice(0, kept).forEach(({ item, weight }, k) => {
      places[at * kept + k] = item
      weights[at * kept + k] = Math.round((127 * weight) / largest)
    })
  })
  return { items, kept, places, weights, scales }
}

/** Number of pairs with a weight. */
export function pairsOf({ weights }: Neighbours): number {
  return weights.reduce((sum, weight) => sum + (weight === 0 ? 0 : 1), 0)
}

/** Folds visitors in: sums what each item of a history says of every other. */
export interface FoldIn {
  readonly items: readonly ItemId[]
  place(id: ItemId): number | undefined
  /** Sum of weights by item place, and for each the place in `history` that gave most (−1: none). */
  sums(history: readonly { readonly id: ItemId; readonly weight: number }[]): { readonly values: Float64Array; readonly nearest: Int32Array }
}

export function createFoldIn({ items, kept, places, weights, scales }: Neighbours): FoldIn {
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
        for (let k = row * kept; k < (row + 1) * kept; k++) {
          const part = unit * (weights[k] ?? 0)
          if (part === 0) continue
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
