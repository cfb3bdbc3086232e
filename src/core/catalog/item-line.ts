import * as v from 'valibot'
import type { Item, ItemId } from '../item.js'

const Text = v.string('must be a string')

/** What a line of `items.jsonl` must hold; fields that Hearth does not know are kept out. */
const ItemLine = v.object({
  id: v.pipe(Text, v.trim(), v.nonEmpty('must not be empty')),
  title: v.pipe(Text, v.check((title) => title.trim() !== '', 'must not be empty')),
  text: v.optional(Text),
  category: v.optional(Text),
  tags: v.optional(v.array(Text, 'must be a list of strings')),
  url: v.optional(Text),
  image: v.optional(Text),
  provider: v.optional(Text),
  publishedAt: v.optional(v.pipe(Text, v.check((text) => !Number.isNaN(Date.parse(text)), 'must be a date in ISO 8601'))),
  price: v.optional(v.pipe(v.number('must be a number'), v.finite('must be finite'))),
})

/** An item, or one sentence that says what is wrong with it. */
export type ItemReading = { readonly status: 'ok'; readonly item: Item } | { readonly status: 'bad'; readonly message: string }

/** Checks a value that should be an `Item`, from JSON or from a page. */
export function readItem(value: unknown): ItemReading {
  const read = v.safeParse(ItemLine, value)
  if (!read.success) {
    const [issue] = read.issues
    const path = v.getDotPath(issue)
    if (path === null) return { status: 'bad', message: 'an item must be an object with at least "id" and "title"' }
    return { status: 'bad', message: issue.received === 'undefined' ? `"${path}" is missing` : `"${path}" ${issue.message}` }
  }
  return { status: 'ok', item: withId(read.output) }
}

function withId({ id, title, ...rest }: v.InferOutput<typeof ItemLine>): Item {
  const { text, category, tags, url, image, provider, publishedAt, price } = rest
  return {
    id: id as ItemId,
    title,
    ...(text !== undefined && { text }),
    ...(category !== undefined && { category }),
    ...(tags !== undefined && { tags }),
    ...(url !== undefined && { url }),
    ...(image !== undefined && { image }),
    ...(provider !== undefined && { provider }),
    ...(publishedAt !== undefined && { publishedAt }),
    ...(price !== undefined && { price }),
  }
}
