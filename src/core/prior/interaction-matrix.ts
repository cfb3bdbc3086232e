import type { ItemId } from '../item.js'

/** One visitor's interactions for fitting: who, what. Two of one visitor with one item are one. */
export interface Interaction {
  readonly user: string
  readonly item: ItemId
}

/** Who turned to what, as sparse columns: for each item the rows of its users, ascending. */
export interface InteractionMatrix {
  readonly users: number
  readonly items: readonly ItemId[]
  /** Users of each item. */
  readonly columns: readonly (readonly number[])[]
}

/** Builds the matrix. Items stand by number of users, most first, ties by id, so that the same interactions in any order give the same matrix. */
export function interactionMatrix(interactions: Iterable<Interaction>): InteractionMatrix {
  const pairs = new Map<string, Set<ItemId>>()
  for (const { user, item } of interactions) {
    const known = pairs.get(user)
    if (known === undefined) pairs.set(user, new Set([item]))
    else known.add(item)
  }
  const columns = new Map<ItemId, number[]>()
  ;[...pairs.keys()].sort().forEach((user, row) => {
    for (const item of pairs.get(user) ?? []) {
      const column = columns.get(item)
      if (column === undefined) columns.set(item, [row])
      else column.push(row)
    }
  })
  const order = [...columns].sort(([a, usersA], [b, usersB]) => usersB.length - usersA.length || (a < b ? -1 : 1))
  return { users: pairs.size, items: order.map(([item]) => item), columns: order.map(([, users]) => users) }
}
