import * as v from 'valibot'
import type { Item } from '../../core/item.js'
import { addressOf } from './address.js'
import { assembleItem } from './found-item.js'

/** Types of schema.org that are things a visitor reads, watches or buys. */
const KINDS = /(Article|BlogPosting|Report|Product|Movie|Book|Recipe|Event|VideoObject|PodcastEpisode|Course|CreativeWork|MusicRecording)$/

const Text = v.union([v.string(), v.pipe(v.number(), v.transform(String))])
const Named = v.pipe(v.looseObject({ name: Text }), v.transform((thing) => thing.name))
const Located = v.pipe(v.union([v.looseObject({ url: v.string() }), v.looseObject({ '@id': v.string() })]), v.transform((thing) => ('url' in thing && typeof thing.url === 'string' ? thing.url : String(thing['@id']))))
const first = <T>(schema: v.GenericSchema<unknown, T>) => v.union([schema, v.pipe(v.array(schema), v.minLength(1), v.transform((all) => all[0]))])
const soft = <T>(schema: v.GenericSchema<unknown, T>) => v.optional(v.fallback(v.optional(schema), undefined))
const Words = v.union([v.pipe(v.string(), v.transform((all) => all.split(',').map((word) => word.trim()).filter(Boolean))), v.array(v.string())])

const Thing = v.looseObject({
  '@type': first(v.string()),
  '@id': soft(v.string()),
  identifier: soft(first(Text)),
  headline: soft(Text),
  name: soft(Text),
  description: soft(Text),
  url: soft(v.string()),
  mainEntityOfPage: soft(v.union([v.string(), Located])),
  image: soft(first(v.union([v.string(), Located]))),
  articleSection: soft(first(Text)),
  category: soft(first(Text)),
  genre: soft(first(Text)),
  keywords: soft(Words),
  publisher: soft(Named),
  datePublished: soft(v.string()),
  offers: soft(first(v.looseObject({ price: soft(Text) }))),
})

/** Items in the page's JSON-LD blocks, `@graph` and `ItemList` included. A block that is not JSON is passed over. */
export function jsonLdItems(page: Document): readonly Item[] {
  return [...page.querySelectorAll('script[type="application/ld+json"]')].flatMap((block) => {
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson()), block.textContent ?? '')
    return parsed.success ? things(parsed.output, 0).flatMap((thing) => itemOf(thing, page.baseURI) ?? []) : []
  })
}

/** Every object inside, at most six levels down: `@graph`, `itemListElement`, `item` and the rest. */
function things(value: unknown, depth: number): readonly unknown[] {
  if (depth > 6 || typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap((one: unknown) => things(one, depth + 1))
  return [value, ...Object.values(value).flatMap((one: unknown) => things(one, depth + 1))]
}

function itemOf(value: unknown, base: string): Item | undefined {
  const parsed = v.safeParse(Thing, value)
  if (!parsed.success) return undefined
  const thing = parsed.output
  if (!KINDS.test(thing['@type'] ?? '')) return undefined
  const url = addressOf(thing.url ?? thing.mainEntityOfPage ?? thing['@id'], base)
  return assembleItem({
    id: thing.identifier ?? url,
    title: thing.headline ?? thing.name,
    text: thing.description,
    category: thing.articleSection ?? thing.category ?? thing.genre,
    tags: thing.keywords ?? [],
    url,
    image: thing.image,
    provider: thing.publisher,
    publishedAt: thing.datePublished,
    price: thing.offers?.price,
  })
}
