import type { Item } from '../../core/item.js'
import { addressOf } from './address.js'
import type { FoundItem } from './found-item.js'
import { jsonLdItems } from './json-ld.js'
import { linkedItems } from './linked-items.js'
import { markedItems } from './marked-items.js'
import { microdataItems } from './microdata.js'
import { SLOT_MARK } from './find-slots.js'

/**
 * The items shown on a page, by the first source that names any: `data-hearth-item`, JSON-LD (matched to the links that
 * lead to its items), microdata, then links with headings inside a slot. Each element is an item once.
 */
export function findItems(page: Document): readonly FoundItem[] {
  const marked = markedItems(page)
  if (marked.length > 0) return marked
  const listed = shownOnPage(page, jsonLdItems(page))
  if (listed.length > 0) return listed
  const micro = microdataItems(page)
  if (micro.length > 0) return micro
  return [...page.querySelectorAll(SLOT_MARK)].flatMap((slot) => linkedItems(slot))
}

/** JSON-LD says what, not where: an item is shown by the element around the first link to its address. */
function shownOnPage(page: Document, items: readonly Item[]): readonly FoundItem[] {
  if (items.length === 0) return []
  const links = new Map<string, Element>()
  for (const link of page.querySelectorAll('a[href]')) {
    const address = addressOf(link.getAttribute('href'), page.baseURI)
    if (address !== undefined && !links.has(address)) links.set(address, link)
  }
  return items.flatMap((item) => {
    const link = item.url === undefined ? undefined : links.get(item.url)
    return link === undefined ? [] : [{ item, element: link.closest('article, li') ?? link, pinned: false, excluded: false }]
  })
}
