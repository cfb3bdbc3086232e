import type { Item } from '../../core/item.js'
import { findItems } from './find-items.js'
import { findSlots, type Slot, type SlotMode } from './find-slots.js'
import type { FoundItem } from './found-item.js'
import { pageItem } from './page-item.js'

/** What detection found: the items shown, the slots they stand in, and the item the page itself is about. */
export interface PageContents {
  readonly items: readonly FoundItem[]
  readonly slots: readonly Slot[]
  readonly own: Item | undefined
}

/** Reads a page once; call it again after the page has changed. `mode` is what a slot without `data-mode` does. */
export function readPage(page: Document, mode: SlotMode = 'reorder'): PageContents {
  const items = findItems(page)
  return { items, slots: findSlots(page, items, mode), own: pageItem(page) }
}
