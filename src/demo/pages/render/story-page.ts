import { capital, dateLine, escape, marks, type Story } from './story.js'

/** Other stories of the same section that a story page offers. */
const RELATED = 8

/** The parts of one story's page, by the name of the comment they replace. */
export function storyPage(story: Story, stories: readonly Story[], base: string): ReadonlyMap<string, string> {
  const shared = (other: Story): number => other.tags.filter((tag) => story.tags.includes(tag)).length
  const related = stories
    .filter((other) => other.id !== story.id && other.category === story.category)
    .map((other, index) => ({ other, index, shared: shared(other) }))
    .sort((a, b) => b.shared - a.shared || a.index - b.index)
    .slice(0, RELATED)
  return new Map([
    ['title', `<title>${escape(story.title)} · The Hearthside</title>`],
    ['article', article(story)],
    ['related', related.map(({ other }) => `<li ${marks(other)}><a href="${base}/story/${other.id}">${escape(other.title)}</a></li>`).join('')],
    ['section', capital(escape(story.category))],
  ])
}

function article(story: Story): string {
  return `<article class="story" ${marks(story)}>
  <header><p class="kicker">${capital(escape(story.category))}</p><h1>${escape(story.title)}</h1>
  <p class="byline">By ${escape(story.author)} · ${escape(story.provider)} · ${dateLine(story)}</p></header>
  <img src="/art/${story.id}.svg" alt="" width="640" height="400">
  <p class="standfirst">${escape(story.text)}</p>
  <p class="tags">${story.tags.map((tag) => `<span>${escape(tag)}</span>`).join(' ')}</p>
</article>`
}
