/** Identifier of an item, unique within one site's catalog. Branded so that an event id or a title cannot be passed for it. */
export type ItemId = string & { readonly __brand: 'ItemId' }

/** One thing a site can show: a story, a product, a film. The format of `items.jsonl` (one a line). */
export interface Item {
  readonly id: ItemId
  readonly title: string
  readonly text?: string
  readonly category?: string
  readonly tags?: readonly string[]
  readonly url?: string
  readonly image?: string
  readonly provider?: string
  /** ISO 8601. */
  readonly publishedAt?: string
  readonly price?: number
}

/** The text that is embedded and indexed for an item: title and summary, in that order. */
export function itemText(item: Item): string {
  return item.text === undefined || item.text === '' ? item.title : `${item.title}. ${item.text}`
}

/** Schemes that run what follows them, however a browser lets them be written. */
const RUNS = /^(?:javascript|vbscript|data):/i

/** The address of an item, for a link; undefined where it would run as a script: a catalog may hold what sellers wrote. */
export function linkOf({ url }: Pick<Item, 'url'>): string | undefined {
  // Browsers leave out line ends and tabs, and what comes before the scheme, so nothing of the kind may hide one.
  return url === undefined || RUNS.test(url.replace(/[\u0000-\u0020]/g, '')) ? undefined : url
}
