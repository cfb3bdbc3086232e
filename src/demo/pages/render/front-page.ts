import { capital, dateLine, escape, marks, type Story } from './story.js'

/** Stories of the slot that Hearth may reorder. */
const TOP = 24
/** Stories of each section that are listed. */
const LISTED = 8

/** The parts of a front page, by the name of the comment they replace; the plain one has no slots. `base` is put before every story's address. */
export function frontPage(stories: readonly Story[], base: string): ReadonlyMap<string, string> {
  const [lead, ...rest] = stories
  if (lead === undefined) throw new RangeError('a magazine needs a story')
  const top = rest.slice(0, TOP)
  const categories = [...new Set(stories.map((story) => story.category))].sort()
  const front = (slots: boolean): string => `${leadStory(lead, base)}
    <section aria-labelledby="today">
      <h2 id="today" class="rule">Today</h2>
      <ul class="cards"${slots ? ' data-hearth-slot="top"' : ''}>
${top.map((story) => card(story, base)).join('\n')}
      </ul>
    </section>
    <section class="more" aria-label="More stories"${slots ? ' data-hearth-slot="more" data-mode="fill" data-limit="6" data-heading="More for you"' : ''}>
      <h2 class="rule">More stories</h2>
      <ul class="teasers">${rest.slice(TOP, TOP + 6).map((story) => teaser(story, base)).join('\n')}</ul>
    </section>
    <nav class="categories" aria-label="Sections"><ul>${categories.map((category) => `<li><a href="#${category}">${capital(category)}</a></li>`).join('')}</ul></nav>
    <div class="sections">${categories.map((category) => section(category, stories.filter((story) => story.category === category), base)).join('\n')}</div>`
  return new Map([
    ['front', front(true)],
    ['plain-front', front(false)],
    ['stories-json', `<script type="application/json" id="stories">${JSON.stringify(stories.slice(0, 96)).replaceAll('<', '\\u003c')}</script>`],
  ])
}

function leadStory(story: Story, base: string): string {
  return `<article class="lead" ${marks(story)}>
  <img src="/art/${story.id}.svg" alt="" width="640" height="400">
  <div><p class="kicker">${capital(escape(story.category))}</p>
  <h2><a href="${base}/story/${story.id}">${escape(story.title)}</a></h2>
  <p class="standfirst">${escape(story.text)}</p>
  <p class="byline">By ${escape(story.author)} · ${escape(story.provider)} · ${dateLine(story)}</p></div>
</article>`
}

function card(story: Story, base: string): string {
  return `<li class="card" ${marks(story)}>
  <img src="/art/${story.id}.svg" alt="" width="640" height="400">
  <p class="kicker">${capital(escape(story.category))}</p>
  <h3><a href="${base}/story/${story.id}">${escape(story.title)}</a></h3>
  <p class="summary">${escape(story.text)}</p>
</li>`
}

function teaser(story: Story, base: string): string {
  return `<li class="teaser" ${marks(story)}><p class="kicker">${capital(escape(story.category))}</p><h3><a href="${base}/story/${story.id}">${escape(story.title)}</a></h3></li>`
}

function section(category: string, stories: readonly Story[], base: string): string {
  const lines = stories.slice(0, LISTED).map((story) => `<li ${marks(story)}><a href="${base}/story/${story.id}">${escape(story.title)}</a></li>`)
  return `<section class="section" aria-labelledby="${category}"><h2 id="${category}">${capital(category)}</h2><ul>${lines.join('')}</ul></section>`
}
