import type { ItemId } from '../../core/item.js'
import { MOST_NEIGHBOUR_ITEMS, NEIGHBOURS_A_ITEM, packNeighbours, type Neighbour, type Neighbours } from '../../core/prior/neighbours.js'
import { InputFault } from '../input-fault.js'
import { readInput } from '../read-input.js'

interface Pair {
  readonly from: string
  readonly to: string
  readonly weight: number
}

/**
 * Reads what Mahout's item-similarity jobs write: one pair a line (`item<tab>item<tab>similarity`, each pair once, or separated by commas),
 * or one item a line with its neighbours (`item<tab>item:similarity item:similarity …`). A pair written once counts both ways.
 */
export function readMahout(path: string): Neighbours {
  const rows = new Map<string, Map<string, number>>()
  const note = (from: string, to: string, weight: number): void => {
    const row = rows.get(from)
    if (row === undefined) rows.set(from, new Map([[to, weight]]))
    else if (!row.has(to)) row.set(to, weight)
  }
  const pairs = readInput(path).replace(/^\uFEFF/, '').split(/\r?\n/).flatMap((content, index) => (content.trim() === '' ? [] : pairsOfLine(content, `${path}:${String(index + 1)}`)))
  for (const { from, to, weight } of pairs) note(from, to, weight)
  for (const { from, to, weight } of pairs) note(to, from, weight)
  if (rows.size === 0) throw new InputFault(`${path}:1: no similarities`)
  if (rows.size > MOST_NEIGHBOUR_ITEMS) throw new InputFault(`${path}: ${String(rows.size)} items; a prior holds at most ${String(MOST_NEIGHBOUR_ITEMS)}`)
  const items = [...rows.keys()].sort()
  const placeOf = new Map(items.map((id, place) => [id, place]))
  const packed = items.map((id): readonly Neighbour[] =>
    [...(rows.get(id) ?? [])]
      .map(([to, weight]) => ({ item: placeOf.get(to) ?? 0, weight }))
      .sort((a, b) => b.weight - a.weight || a.item - b.item)
      .slice(0, NEIGHBOURS_A_ITEM),
  )
  return packNeighbours(items.map((id) => id as ItemId), packed)
}

function pairsOfLine(content: string, where: string): readonly Pair[] {
  const [from = '', ...rest] = content.trim().split(/[\t,]|\s+/)
  const listed = rest.length > 0 && rest.every((part) => part === '' || /^.+:[^:]+$/.test(part))
  const found = listed
    ? rest.filter((part) => part !== '').map((part): Pair => ({ from, to: part.slice(0, part.lastIndexOf(':')), weight: number(part.slice(part.lastIndexOf(':') + 1)) }))
    : [{ from, to: rest[0] ?? '', weight: number(rest[1]) }]
  if (rest.length === 0) return []
  if (!listed && rest.length !== 2) throw new InputFault(`${where}: expected "item item similarity" or "item item:similarity …"`)
  const wrong = found.find(({ to, weight }) => to === '' || !Number.isFinite(weight))
  if (wrong !== undefined) throw new InputFault(`${where}: "${wrong.to}" has no number for a similarity`)
  return found.filter(({ to, weight }) => to !== from && weight > 0)
}

function number(text: string | undefined): number {
  return text === undefined || text.trim() === '' ? Number.NaN : Number(text)
}
