import type { Item } from '../../core/item.js'
import { pageAddress } from './address.js'
import { jsonLdItems } from './json-ld.js'
import { markedItems } from './marked-items.js'
import { microdataItems } from './microdata.js'
import { openGraphItem } from './open-graph.js'

/**
 * The item that the page itself is about, where it is about one: the marked item that holds the page's `h1`, else the
 * item of JSON-LD or microdata whose address is the page's, else what OpenGraph says.
 */
export function pageItem(page: Document): Item | undefined {
  const title = page.querySelector('h1')
  const marked = title === null ? undefined : markedItems(page).find((found) => found.element.contains(title))
  const address = pageAddress(page)
  if (marked !== undefined) return marked.excluded ? undefined : { ...marked.item, ...(address === undefined ? {} : { url: address }) }
  const named = [...jsonLdItems(page), ...microdataItems(page).map((found) => found.item)].filter((item) => item.url === address)
  return named[0] ?? openGraphItem(page)
}
