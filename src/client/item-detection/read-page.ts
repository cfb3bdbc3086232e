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

/** Reads a page once; call it again after the page has changed. `mode` is what a slot without `data-mode` does, `exclude` are ids that the site excludes as its marks do. */
export function readPage(page: Document, mode: SlotMode = 'reorder', exclude: readonly string[] = []): PageContents {
  const items = findItems(page).map((found) => (exclude.includes(found.item.id) ? { ...found, excluded: true } : found))
  const own = pageItem(page)
  return { items, slots: findSlots(page, items, mode), own: own !== undefined && exclude.includes(own.id) ? undefined : own }
}
