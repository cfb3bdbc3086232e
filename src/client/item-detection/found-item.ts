import type { Item, ItemId } from '../../core/item.js'

/** An item and the element that shows it. */
export interface FoundItem {
  readonly item: Item
  readonly element: Element
  /** `data-hearth-pin`: stays where the site put it. */
  readonly pinned: boolean
  /** `data-hearth-exclude`: neither ranked nor recorded. */
  readonly excluded: boolean
}

/** Brands a trimmed, non-empty string as an item's id; anything else is `undefined`. */
export function parseItemId(value: string | null | undefined): ItemId | undefined {
  const trimmed = value?.trim() ?? ''
  return trimmed === '' ? undefined : (trimmed as ItemId)
}

/** An item as loosely as markup gives it. */
export interface ItemParts {
  readonly id?: string | null | undefined
  readonly title?: string | null | undefined
  readonly text?: string | null | undefined
  readonly category?: string | null | undefined
  readonly tags?: readonly string[]
  readonly url?: string | null | undefined
  readonly image?: string | null | undefined
  readonly provider?: string | null | undefined
  readonly publishedAt?: string | null | undefined
  readonly price?: string | number | null | undefined
}

/** The item that the parts describe, empty parts left out; `undefined` without an id or a title. The id falls back to the address. */
export function assembleItem(parts: ItemParts): Item | undefined {
  const id = parseItemId(parts.id) ?? parseItemId(parts.url)
  const title = tidy(parts.title)
  if (id === undefined || title === undefined) return undefined
  const price = parts.price === null || parts.price === undefined || parts.price === '' ? NaN : Number(parts.price)
  const published = tidy(parts.publishedAt)
  return {
    id,
    title,
    ...present('text', tidy(parts.text)),
    ...present('category', tidy(parts.category)),
    ...(parts.tags !== undefined && parts.tags.length > 0 ? { tags: parts.tags } : {}),
    ...present('url', tidy(parts.url)),
    ...present('image', tidy(parts.image)),
    ...present('provider', tidy(parts.provider)),
    ...(published !== undefined && !Number.isNaN(Date.parse(published)) ? { publishedAt: published } : {}),
    ...(Number.isFinite(price) ? { price } : {}),
  }
}

function present<K extends string>(key: K, value: string | undefined): { readonly [P in K]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: string })
}

/** Longest text taken from markup, in characters: a title and a summary, not an article. */
const LONGEST = 2_000

function tidy(value: string | null | undefined): string | undefined {
  const text = value?.replace(/\s+/g, ' ').trim().slice(0, LONGEST) ?? ''
  return text === '' ? undefined : text
}

/** Comma-separated words, trimmed, empty ones left out. */
export function words(value: string | null | undefined): readonly string[] {
  return (value ?? '').split(',').map((word) => word.trim()).filter((word) => word !== '')
}
