import * as v from 'valibot'
import type { Item, ItemId } from '../../../core/item.js'

const Story = v.object({
  id: v.pipe(v.string(), v.transform((id) => id as ItemId)),
  title: v.string(),
  text: v.string(),
  category: v.string(),
  tags: v.array(v.string()),
  url: v.optional(v.string()),
  provider: v.string(),
  publishedAt: v.string(),
})

/** The stories that the page carries as JSON. */
export function readStories(page: Document): readonly Item[] {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), v.array(Story)), page.querySelector('#stories')?.textContent)
  return parsed.success ? parsed.output.map(({ url: _url, ...story }) => ({ ...story, url: `#${story.id}` })) : []
}
