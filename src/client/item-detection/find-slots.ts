import type { FoundItem } from './found-item.js'

export const SLOT_MARK = '[data-hearth-slot]'

export type SlotMode = 'reorder' | 'fill' | 'observe'

/** One child of a slot's list, with the item in it; `undefined` for what is no item (a heading, an advertisement), which stays in its place. */
export interface SlotUnit {
  readonly node: Element
  readonly found: FoundItem | undefined
}

export interface Slot {
  readonly name: string
  readonly element: Element
  readonly mode: SlotMode
  /** How many items a `fill` slot asks for. */
  readonly limit: number | undefined
  /** The element whose children are moved: the slot itself or the list inside it. */
  readonly list: Element
  readonly units: readonly SlotUnit[]
}

/** The slots of a page with the items in each. `mode` is what a slot without `data-mode` does. */
export function findSlots(page: Document, items: readonly FoundItem[], mode: SlotMode): readonly Slot[] {
  return [...page.querySelectorAll(SLOT_MARK)].map((element) => {
    const inside = items.filter((found) => element.contains(found.element) && found.element !== element)
    const list = listOf(element, inside)
    const wanted = Number(element.getAttribute('data-limit') ?? NaN)
    return {
      name: element.getAttribute('data-hearth-slot') || 'slot',
      element,
      mode: modeOf(element) ?? mode,
      limit: Number.isInteger(wanted) && wanted > 0 ? wanted : undefined,
      list,
      units: [...list.children].map((node) => ({ node, found: only(inside.filter((found) => node.contains(found.element))) })),
    }
  })
}

function modeOf(element: Element): SlotMode | undefined {
  const said = element.getAttribute('data-hearth-mode') ?? element.getAttribute('data-mode')
  return said === 'reorder' || said === 'fill' || said === 'observe' ? said : undefined
}

/** The deepest element that holds all items of the slot apart from each other. */
function listOf(slot: Element, inside: readonly FoundItem[]): Element {
  let list = slot
  for (;;) {
    const within = [...list.children].find((child) => inside.length > 1 && inside.every((found) => child !== found.element && child.contains(found.element)))
    if (within === undefined) return list
    list = within
  }
}

/** A child that holds two items is not one that can be moved for either. */
const only = (found: readonly FoundItem[]): FoundItem | undefined => (found.length === 1 ? found[0] : undefined)
