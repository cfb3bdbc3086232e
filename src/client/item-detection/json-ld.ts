import type { Item } from '../../core/item.js'
import { addressOf } from './address.js'
import { assembleItem } from './found-item.js'

/** Types of schema.org that are things a visitor reads, watches or buys. */
export const ITEM_TYPES = /(Article|BlogPosting|Report|Product|Movie|Book|Recipe|Event|VideoObject|PodcastEpisode|Course|CreativeWork|MusicRecording)\/?$/

/** Items in the page's JSON-LD blocks, `@graph` and `ItemList` included. A block that is not JSON is passed over. */
export function jsonLdItems(page: Document): readonly Item[] {
  return [...page.querySelectorAll('script[type="application/ld+json"]')].flatMap((block) => things(parsed(block.textContent), 0).flatMap((thing) => itemOf(thing, page.baseURI) ?? []))
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}

/** Every object inside, at most six levels down: `@graph`, `itemListElement`, `item` and the rest. */
function things(value: unknown, depth: number): readonly object[] {
  if (depth > 6 || typeof value !== 'object' || value === null) return []
  const inside = Object.values(value).flatMap((one: unknown) => things(one, depth + 1))
  return Array.isArray(value) ? inside : [value, ...inside]
}

/**
 * The texts in a value as loose as JSON-LD gives it: a text, a number, a list of such, or a thing that says it under
 * one of `keys`. Anything else says nothing.
 */
function texts(value: unknown, keys: readonly string[] = ['@value', 'name']): readonly string[] {
  if (typeof value === 'string') return [value]
  if (typeof value === 'number') return [String(value)]
  if (Array.isArray(value)) return value.flatMap((one: unknown) => texts(one, keys))
  if (typeof value !== 'object' || value === null) return []
  return keys.flatMap((key) => texts(Reflect.get(value, key), keys)).slice(0, 1)
}

function itemOf(thing: object, base: string): Item | undefined {
  const all = (name: string, keys?: readonly string[]): readonly string[] => texts(Reflect.get(thing, name), keys)
  const one = (...names: string[]): string | undefined => names.flatMap((name) => all(name, ['@value', 'value', 'name', 'url', '@id', 'price', 'lowPrice'])).find((text) => text.trim() !== '')
  if (!all('@type').some((type) => ITEM_TYPES.test(type))) return undefined
  const url = addressOf(one('url', 'mainEntityOfPage', '@id'), base)
  return assembleItem({
    id: one('identifier', 'sku') ?? url,
    title: one('headline', 'name'),
    text: one('description'),
    category: one('articleSection', 'category', 'genre'),
    tags: all('keywords').flatMap((words) => words.split(',')).map((word) => word.trim()).filter(Boolean),
    url,
    image: one('image'),
    provider: one('publisher', 'brand'),
    publishedAt: one('datePublished'),
    price: one('offers'),
  })
}
