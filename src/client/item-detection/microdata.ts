import { addressOf } from './address.js'
import { ITEM_TYPES } from './json-ld.js'
import { assembleItem, words, type FoundItem } from './found-item.js'

const SCOPE = '[itemscope][itemtype*="schema.org/"]'

/** Items marked up as schema.org microdata, in document order. */
export function microdataItems(root: ParentNode): readonly FoundItem[] {
  return [...root.querySelectorAll(SCOPE)].flatMap((element) => {
    if (!isItem(element)) return []
    const within = [...element.querySelectorAll(SCOPE)].filter(isItem)
    const read = (...names: string[]): string | undefined => {
      for (const name of names) {
        const property = [...element.querySelectorAll(`[itemprop~="${name}"]`)].find((one) => !within.some((inner) => inner.contains(one)))
        const value = property === undefined ? undefined : valueOf(property)
        if (value !== undefined && value !== '') return value
      }
      return undefined
    }
    const url = addressOf(read('url', 'mainEntityOfPage') ?? element.querySelector('a[href]')?.getAttribute('href'), element.ownerDocument.baseURI)
    const item = assembleItem({
      id: read('identifier', 'sku', 'productID') ?? element.getAttribute('itemid') ?? url,
      title: read('headline', 'name'),
      text: read('description'),
      category: read('articleSection', 'category', 'genre'),
      tags: words(read('keywords')),
      url,
      image: addressOf(read('image'), element.ownerDocument.baseURI),
      provider: read('publisher', 'brand'),
      publishedAt: read('datePublished'),
      price: read('price'),
    })
    return item === undefined ? [] : [{ item, element, pinned: false, excluded: false }]
  })
}

/** What an item inside this one says is not said of this one. */
const isItem = (element: Element): boolean => ITEM_TYPES.test(element.getAttribute('itemtype') ?? '')

/** A property's value by the HTML standard: `content`, the address of a link or picture, `datetime`, else its text. */
function valueOf(property: Element): string | undefined {
  for (const name of ['content', 'href', 'src', 'datetime', 'value']) {
    const value = property.getAttribute(name)
    if (value !== null) return value
  }
  return property.textContent?.trim()
}
