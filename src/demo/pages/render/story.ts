import * as v from 'valibot'

const Story = v.object({
  id: v.pipe(v.string(), v.regex(/^[\w-]+$/)),
  title: v.string(),
  text: v.string(),
  category: v.string(),
  tags: v.array(v.string()),
  provider: v.string(),
  publishedAt: v.string(),
  author: v.string(),
})

/** A story of the magazine: an `Item` with its author. */
export type Story = v.InferOutput<typeof Story>

/** The stories of `items.jsonl`, in editorial order. Throws on the first bad line: the magazine is ours. */
export function parseStories(jsonLines: string): readonly Story[] {
  return jsonLines.split('\n').filter((line) => line.trim() !== '').map((line) => v.parse(v.pipe(v.string(), v.parseJson(), Story), line))
}

/** Text as HTML text or as a quoted attribute. */
export function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

export const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })

export const dateLine = (story: Story): string => `<time datetime="${escape(story.publishedAt)}">${DAY.format(new Date(story.publishedAt))}</time>`

/** What tells Hearth which item an element is. */
export function marks(story: Story): string {
  return [
    'data-hearth-item',
    `data-hearth-id="${story.id}"`,
    `data-hearth-category="${escape(story.category)}"`,
    `data-hearth-tags="${escape(story.tags.join(', '))}"`,
    `data-hearth-published="${escape(story.publishedAt)}"`,
    `data-hearth-provider="${escape(story.provider)}"`,
  ].join(' ')
}
