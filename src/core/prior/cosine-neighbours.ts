import { topPlaces } from '../measurement/top-places.js'
import type { InteractionMatrix } from './interaction-matrix.js'
import { packNeighbours, type NeighbourRow, type Neighbours } from './neighbours.js'

/** Item-based nearest neighbours by cosine (Sarwar and others 2001): what EASE is measured against, and what is left where it cannot be solved. */
export function cosineNeighbours({ items, columns, users }: InteractionMatrix, kept = 50): Neighbours {
  const itemsOf = Array.from({ length: users }, (): number[] => [])
  columns.forEach((column, item) => { for (const user of column) itemsOf[user]?.push(item) })
  const together = new Float64Array(items.length)
  const sizes = Float64Array.from(columns, (column) => column.length)
  const rows = columns.map((column, item): NeighbourRow => {
    together.fill(0)
    for (const user of column) for (const other of itemsOf[user] ?? []) together[other] = (together[other] ?? 0) + 1
    together[item] = 0
    for (let other = 0; other < together.length; other++) together[other] = (together[other] ?? 0) / Math.sqrt(column.length * (sizes[other] ?? 1))
    return topPlaces(together, kept, 0).map((other) => ({ item: other, weight: together[other] ?? 0 }))
  })
  return packNeighbours(items, rows)
}
