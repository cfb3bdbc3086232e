import type { Item } from '../../core/item.js'
import { pageAddress, addressOf } from './address.js'
import { assembleItem } from './found-item.js'

const KINDS = /^(article|book|product|video\.|music\.)/

/** The item that the page is about by its OpenGraph tags; `undefined` for a page that only calls itself a website. */
export function openGraphItem(page: Document): Item | undefined {
  const all = (name: string): readonly string[] => [...page.querySelectorAll(`meta[property="${name}"]`)].map((meta) => meta.getAttribute('content') ?? '')
  const one = (name: string): string | undefined => all(name)[0]
  if (!KINDS.test(one('og:type') ?? '')) return undefined
  const url = addressOf(one('og:url'), page.baseURI) ?? pageAddress(page)
  return assembleItem({
    id: url,
    title: one('og:title'),
    text: one('og:description'),
    category: one('article:section') ?? one('product:category'),
    tags: all('article:tag'),
    url,
    image: addressOf(one('og:image'), page.baseURI),
    provider: one('og:site_name'),
    publishedAt: one('article:published_time'),
    price: one('product:price:amount'),
  })
}
