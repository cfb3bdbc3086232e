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
 * or one item a line with its neighbours (`item<tab>item:similarity item:similarity …`, in brackets and with commas too). A pair written once counts both ways.
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
  const [from = '', ...rest] = cellsOf(content)
  if (rest.length === 0) return []
  const listed = rest.every((cell) => /^.+:[^:]+$/.test(cell))
  if (!listed && rest.length !== 2) throw new InputFault(`${where}: expected "item item similarity" or "item item:similarity …"`)
  const found = listed ? rest.map((cell): Pair => ({ from, to: cell.slice(0, cell.lastIndexOf(':')), weight: number(cell.slice(cell.lastIndexOf(':') + 1)) })) : [{ from, to: rest[0] ?? '', weight: number(rest[1]) }]
  const wrong = found.find(({ to, weight }) => to === '' || !Number.isFinite(weight))
  if (wrong !== undefined) throw new InputFault(`${where}: "${wrong.to}" has no number for a similarity`)
  return found.filter(({ to, weight }) => to !== from && weight > 0)
}

/** The item and what follows it. Tabs part cells wherever there is one, so that an id may hold spaces; a list of neighbours, in brackets or not, is parted once more. */
function cellsOf(content: string): readonly string[] {
  const cells = content.trim().split(content.includes('\t') ? /\t/ : /,|\s+/)
  const [from = '', list = ''] = cells
  const parts = cells.length === 2 ? [from, ...list.replace(/^[[{]|[\]}]$/g, '').split(/,|\s+/)] : cells
  return parts.map((part) => part.trim()).filter((part) => part !== '')
}

function number(text: string | undefined): number {
  return text === undefined || text.trim() === '' ? Number.NaN : Number(text)
}
