import type { InteractionMatrix } from './interaction-matrix.js'
import { type Neighbour, NEIGHBOURS_A_ITEM, packNeighbours, type NeighbourRow, type Neighbours } from './neighbours.js'
import { invertSymmetric } from './symmetric-inverse.js'

/** Largest system solved: 3,000 unknowns take about half a minute on one core. */
export const MOST_UNKNOWNS = 3_000

/** Ridge of the shipped fit, in squared interactions; larger trusts popular pairs less. */
const RIDGE = 200

/** Rows looked at for how large a weight must be to be among the strongest. */
const SAMPLED_ROWS = 256
export interface FitOptions {
  readonly ridge?: number
  /** Neighbours kept for each item. */
  readonly kept?: number
  /** Hears of rows solved, of how many: the long part. */
  readonly told?: (done: number, total: number) => void
}

/**
 * The item-item model EASE (Steck 2019, "Embarrassingly Shallow Autoencoders"): B = I − P·diag(1/P), P = (XᵀX + λI)⁻¹, pruned to the
 * weights that are strongest anywhere, for or against, so many an item on average: what many turn to has more to say. Where there are fewer users than items the same P comes from the users' side,
 * P = (I − Xᵀ(XXᵀ + λI)⁻¹X)/λ, so that the cost goes with the smaller side. Past `MOST_UNKNOWNS` on both sides only the items
 * with the most users take part.
 */
export function fitNeighbours(matrix: InteractionMatrix, { ridge = RIDGE, kept = NEIGHBOURS_A_ITEM, told = () => undefined }: FitOptions = {}): Neighbours {
  const { users } = matrix
  const taking = users <= MOST_UNKNOWNS ? matrix.columns.length : Math.min(matrix.columns.length, MOST_UNKNOWNS)
  const items = matrix.items.slice(0, taking)
  const columns = matrix.columns.slice(0, taking)
  const rowOf = users <= taking ? fromUsers(columns, users, ridge, told) : fromItems(columns, users, ridge, told)
  return packNeighbours(items, strongest(rowOf, taking, kept * taking))
}

/** The `most` strongest weights of all rows. Twice as many as a sample of rows lets expect are held on the way, so that the whole model never is. */
function strongest(rowOf: RowOf, size: number, most: number): readonly NeighbourRow[] {
  const step = Math.max(1, Math.floor(size / SAMPLED_ROWS))
  const sample: Float64Array[] = []
  for (let item = 0; item < size; item += step) sample.push(withoutSelf(rowOf(item), item).map(Math.abs))
  const expected = leastOf(sample, 2 * most * (sample.length / size))
  const held = Array.from({ length: size }, (_, item): Neighbour[] => {
    const row = withoutSelf(rowOf(item), item)
    const strong: Neighbour[] = []
    for (let other = 0; other < row.length; other++) {
      const weight = row[other] ?? 0
      if (weight !== 0 && Math.abs(weight) >= expected) strong.push({ item: other, weight })
    }
    return strong
  })
  const least = leastOf(held.map((row) => Float64Array.from(row, ({ weight }) => Math.abs(weight))), most)
  return held.map((row) => row.filter(({ weight }) => Math.abs(weight) >= least))
}

function withoutSelf(row: Float64Array, self: number): Float64Array {
  row[self] = 0
  return row
}

/** The value that so many are not below; 0 where there are no more than so many. */
function leastOf(parts: readonly Float64Array[], most: number): number {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return most >= all.length ? 0 : (all.sort()[all.length - Math.floor(most)] ?? 0)
}

/** Gives row `item` of B. */
type RowOf = (item: number) => Float64Array

function fromItems(columns: readonly (readonly number[])[], users: number, ridge: number, told: (done: number, total: number) => void): RowOf {
  const size = columns.length
  const itemsOf = Array.from({ length: users }, (): number[] => [])
  columns.forEach((column, item) => { for (const user of column) itemsOf[user]?.push(item) })
  const gram = new Float64Array(size * size)
  for (const items of itemsOf) for (const i of items) for (const j of items) gram[i * size + j] = (gram[i * size + j] ?? 0) + 1
  for (let i = 0; i < size; i++) gram[i * size + i] = (gram[i * size + i] ?? 0) + ridge
  const inverse = invertSymmetric(gram, size, told)
  return (item) => Float64Array.from({ length: size }, (_, j) => -(inverse[item * size + j] ?? 0) / (inverse[j * size + j] ?? 1))
}

function fromUsers(columns: readonly (readonly number[])[], users: number, ridge: number, told: (done: number, total: number) => void): RowOf {
  const gram = new Float64Array(users * users)
  for (const column of columns) for (const a of column) for (const b of column) gram[a * users + b] = (gram[a * users + b] ?? 0) + 1
  for (let user = 0; user < users; user++) gram[user * users + user] = (gram[user * users + user] ?? 0) + ridge
  const inverse = invertSymmetric(gram, users, told)
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
