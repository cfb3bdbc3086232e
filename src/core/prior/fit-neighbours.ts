import { topPlaces } from '../measurement/top-places.js'
import type { InteractionMatrix } from './interaction-matrix.js'
import { NEIGHBOURS_A_ITEM, packNeighbours, type NeighbourRow, type Neighbours } from './neighbours.js'
import { invertSymmetric } from './symmetric-inverse.js'

/** Largest system solved: 3,000 unknowns take about half a minute on one core. */
export const MOST_UNKNOWNS = 3_000

/** Ridge of the shipped fit, in squared interactions; larger trusts popular pairs less. */
const RIDGE = 200

/**
 * The item-item model EASE (Steck 2019, "Embarrassingly Shallow Autoencoders"): B = I − P·diag(1/P), P = (XᵀX + λI)⁻¹, each row
 * pruned to its largest weights. Where there are fewer users than items the same P comes from the users' side,
 * P = (I − Xᵀ(XXᵀ + λI)⁻¹X)/λ, so that the cost goes with the smaller side. Past `MOST_UNKNOWNS` on both sides only the items
 * with the most users take part.
 */
export function fitNeighbours(matrix: InteractionMatrix, ridge: number = RIDGE, kept: number = NEIGHBOURS_A_ITEM): Neighbours {
  const { users } = matrix
  const taking = users <= MOST_UNKNOWNS ? matrix.columns.length : Math.min(matrix.columns.length, MOST_UNKNOWNS)
  const items = matrix.items.slice(0, taking)
  const columns = matrix.columns.slice(0, taking)
  const rowOf = users <= taking ? fromUsers(columns, users, ridge) : fromItems(columns, users, ridge)
  const rows = items.map((_, item): NeighbourRow => largest(rowOf(item), item, kept))
  return packNeighbours(items, rows, kept)
}

/** Gives row `item` of B. */
type RowOf = (item: number) => Float64Array

function fromItems(columns: readonly (readonly number[])[], users: number, ridge: number): RowOf {
  const size = columns.length
  const itemsOf = Array.from({ length: users }, (): number[] => [])
  columns.forEach((column, item) => { for (const user of column) itemsOf[user]?.push(item) })
  const gram = new Float64Array(size * size)
  for (const items of itemsOf) for (const i of items) for (const j of items) gram[i * size + j] = (gram[i * size + j] ?? 0) + 1
  for (let i = 0; i < size; i++) gram[i * size + i] = (gram[i * size + i] ?? 0) + ridge
  const inverse = invertSymmetric(gram, size)
  return (item) => Float64Array.from({ length: size }, (_, j) => -(inverse[item * size + j] ?? 0) / (inverse[j * size + j] ?? 1))
}

function fromUsers(columns: readonly (readonly number[])[], users: number, ridge: number): RowOf {
  const gram = new Float64Array(users * users)
  for (const column of columns) for (const a of column) for (const b of column) gram[a * users + b] = (gram[a * users + b] ?? 0) + 1
  for (let user = 0; user < users; user++) gram[user * users + user] = (gram[user * users + user] ?? 0) + ridge
  const inverse = invertSymmetric(gram, users)
  const reach = (column: readonly number[]): Float64Array => {
    const sum = new Float64Array(users)
    for (const user of column) for (let u = 0; u < users; u++) sum[u] = (sum[u] ?? 0) + (inverse[user * users + u] ?? 0)
    return sum
  }
  const packed = columns.map((column) => Int32Array.from(column))
  const meet = (reached: Float64Array, column: Int32Array): number => {
    let sum = 0
    for (let k = 0; k < column.length; k++) sum += reached[column[k] ?? 0] ?? 0
    return sum
  }
  const diagonal = Float64Array.from(packed, (column, j) => 1 - meet(reach(columns[j] ?? []), column))
  return (item) => {
    const reached = reach(columns[item] ?? [])
    const row = new Float64Array(packed.length)
    packed.forEach((column, j) => (row[j] = meet(reached, column) / (diagonal[j] ?? 1)))
    return row
  }
}

function largest(row: Float64Array, self: number, kept: number): NeighbourRow {
  row[self] = 0
  return topPlaces(row, kept, 0).map((item) => ({ item, weight: row[item] ?? 0 }))
}
