import { addressOf } from './address.js'
import { assembleItem, words, type FoundItem } from './found-item.js'

const SCOPE = '[itemscope][itemtype*="schema.org/"]'
const KINDS = /(Article|BlogPosting|Report|Product|Movie|Book|Recipe|Event|VideoObject|PodcastEpisode|Course|CreativeWork)\/?$/

/** Items marked up as schema.org microdata, in document order. */
export function microdataItems(root: ParentNode): readonly FoundItem[] {
  return [...root.querySelectorAll(SCOPE)].flatMap((element) => {
    if (!KINDS.test(element.getAttribute('itemtype') ?? '')) return []
    const read = (...names: string[]): string | undefined => {
      for (const name of names) {
        const property = element.querySelector(`[itemprop~="${name}"]`)
        const value = property === null ? undefined : valueOf(property)
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
      publishedAt: read('datePublished'),
      price: read('price'),
    })
    return item === undefined ? [] : [{ item, element, pinned: false, excluded: false }]
  })
}

/** A property's value by the HTML standard: `content`, the address of a link or picture, `datetime`, else its text. */
function valueOf(property: Element): string | undefined {
  for (const name of ['content', 'href', 'src', 'datetime', 'value']) {
    const value = property.getAttribute(name)
    if (value !== null) return value
  }
  return property.textContent?.trim()
}
