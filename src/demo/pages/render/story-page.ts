import { capital, dateLine, escape, marks, type Story } from './story.js'

/** Other stories of the same section that a story page offers. */
const RELATED = 8

/** The parts of one story's page, by the name of the comment they replace; the plain one has no slot. */
export function storyPage(story: Story, stories: readonly Story[], base: string): ReadonlyMap<string, string> {
  const shared = (other: Story): number => other.tags.filter((tag) => story.tags.includes(tag)).length
  const related = stories
    .filter((other) => other.id !== story.id && other.category === story.category)
    .map((other, index) => ({ other, index, shared: shared(other) }))
    .sort((a, b) => b.shared - a.shared || a.index - b.index)
    .slice(0, RELATED)
  const plain = `${article(story)}
    <p class="note">The demo prints two sentences of each story. Reading them counts as reading the story.</p>
    <section class="related" aria-labelledby="related">
      <h2 id="related" class="rule">More in ${capital(escape(story.category))}</h2>
      <ul>${related.map(({ other }) => `<li ${marks(other)}><a href="${base}/story/${other.id}">${escape(other.title)}</a></li>`).join('')}</ul>
    </section>`
  return new Map([
    ['title', `${escape(story.title)} · The Hearthside`],
    ['plain-whole', plain],
    ['whole', `${plain}
    <section class="more" aria-label="More stories" data-hearth-slot="next" data-mode="fill" data-limit="3" data-heading="Read next"></section>`],
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
