import { readCatalogLines } from '../../core/catalog/catalog-lines.js'
import type { Item, ItemId } from '../../core/item.js'
import { InputFault } from '../input-fault.js'
import { readInput } from '../read-input.js'

/** Items by id from `items.jsonl`; of two with one id the first counts, as in a catalog. A bad line is bad input here: an evaluation over part of a catalog would be another evaluation. */
export function readItems(path: string): ReadonlyMap<ItemId, Item> {
  const { items, problems } = readCatalogLines(readInput(path))
  const problem = problems.find(({ repeats }) => repeats !== true)
  if (problem !== undefined) throw new InputFault(`${path}:${problem.line}: ${problem.message}`)
  if (items.length === 0) throw new InputFault(`${path}:1: no items`)
  return new Map(items.map((item) => [item.id, item]))
}
