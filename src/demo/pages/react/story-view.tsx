import { useEffect, type ReactElement } from 'react'
import { measureAttention } from '../../../client/capture/attention.js'
import type { Item } from '../../../core/item.js'
import { useRecord } from '../../../react/index.js'

/** One story; reading it counts as attention. */
export function StoryView({ story, more }: { readonly story: Item; readonly more: readonly Item[] }): ReactElement {
  const record = useRecord()
  useEffect(() => {
    scrollTo(0, 0)
    return measureAttention(document, (dwellMs) => void record({ kind: 'dwell', item: story, dwellMs }))
  }, [story, record])
  return (
    <article className="story reading">
      <header><p className="kicker">{story.category}</p><h1>{story.title}</h1><p className="byline">{story.provider}</p></header>
      <img src={`/art/${story.id}.svg`} alt="" width="640" height="400" />
      <p className="standfirst">{story.text}</p>
      <section className="related" aria-labelledby="related">
        <h2 id="related" className="rule">More in {story.category}</h2>
        <ul>{more.map((other) => <li key={other.id}><a href={other.url} onClick={() => void record({ kind: 'click', item: other })}>{other.title}</a></li>)}</ul>
      </section>
      <p><a href="#">Back to the front page</a></p>
    </article>
  )
}
