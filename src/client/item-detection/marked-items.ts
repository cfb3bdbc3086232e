import { linkOf } from './address.js'
import { assembleItem, words, type FoundItem } from './found-item.js'

export const ITEM_MARK = '[data-hearth-item], [data-hearth-id]'
const HEADINGS = 'h1, h2, h3, h4, h5, h6, [role="heading"]'

/** Items that the site marked with `data-hearth-item`, in document order. What an attribute does not say is read from the heading, the first paragraph and the first link inside. */
export function markedItems(root: ParentNode): readonly FoundItem[] {
  return [...root.querySelectorAll(ITEM_MARK)].flatMap((element) => markedItem(element) ?? [])
}

/** The item of one marked element. */
export function markedItem(element: Element): FoundItem | undefined {
  const mark = (name: string): string | null => element.getAttribute(`data-hearth-${name}`)
  const url = linkOf(element)
  const item = assembleItem({
    id: mark('id') || mark('item') || url,
    title: mark('title') || titleOf(element),
    text: element.querySelector('p')?.textContent,
    category: mark('category'),
    tags: words(mark('tags')),
    url,
    provider: mark('provider'),
    publishedAt: mark('published') || element.querySelector('time[datetime]')?.getAttribute('datetime'),
    price: mark('price'),
  })
  return item === undefined ? undefined : { item, element, pinned: said(mark('pin')), excluded: said(mark('exclude')) }
}

/** The words of an element's heading, else of its first link, else its label. */
export function titleOf(element: Element): string | null | undefined {
  return element.querySelector(HEADINGS)?.textContent || element.querySelector('a[href]')?.textContent || element.getAttribute('aria-label') || (element.children.length === 0 ? element.textContent : undefined)
}

const said = (value: string | null): boolean => value !== null && value !== 'false'
