import { useMemo, useSyncExternalStore, type ReactElement } from 'react'
import type { HearthOptions } from '../../../client/hearth.js'
import type { Item } from '../../../core/item.js'
import { ConsentBanner, HearthProvider, PrivacyCentre, Recommendations, useEngineState } from '../../../react/index.js'
import { StoryView } from './story-view.js'

/** Stories of the list that is ranked. */
const TOP = 24

export interface ReactMagazineProps {
  readonly stories: readonly Item[]
  readonly collector?: string
}

const onHash = (changed: () => void): (() => void) => {
  addEventListener('hashchange', changed)
  return () => removeEventListener('hashchange', changed)
}

/** The magazine as a single-page React application: the list, and a story by its `#id`. */
export function ReactMagazine({ stories, collector }: ReactMagazineProps): ReactElement {
  const options = useMemo<HearthOptions>(() => ({ assets: '/hearth/', catalog: '/catalog/', prior: '/prior.json', ...(collector === undefined ? {} : { collector }) }), [collector])
  const hash = useSyncExternalStore(onHash, () => location.hash.slice(1), () => '')
  const open = stories.find(({ id }) => id === hash)
  const top = useMemo(() => stories.slice(0, TOP), [stories])
  const rest = useMemo(() => stories.slice(TOP), [stories])
  return (
    <HearthProvider options={options}>
      <ConsentBanner aggregates={collector !== undefined} />
      {hash === 'privacy' ? <Privacy /> : open === undefined ? <FrontPage top={top} rest={rest} /> : <StoryView key={open.id} story={open} more={stories.filter(({ category, id }) => category === open.category && id !== open.id).slice(0, 8)} />}
    </HearthProvider>
  )
}

/** Stories of the second list. */
const MORE = 6

function FrontPage({ top, rest }: { readonly top: readonly Item[]; readonly rest: readonly Item[] }): ReactElement {
  const state = useEngineState()
  return (
    <>
    <section aria-labelledby="today">
      <h1 id="today" className="rule">Today, in React</h1>
      <p className="note">{describe(state.status)}</p>
      <Recommendations items={top} slot="top" className="cards" label="Today’s stories">
        {({ item, reasons }, { open }) => (
          <article className="card">
            <img src={`/art/${item.id}.svg`} alt="" width="640" height="400" />
            <p className="kicker">{item.category}</p>
            <h2><a href={item.url} onClick={open}>{item.title}</a></h2>
            <p className="summary">{reasons[0]?.text ?? item.text}</p>
          </article>
        )}
      </Recommendations>
    </section>
    <section aria-labelledby="also">
      <h2 id="also" className="rule">Also for you</h2>
      <Recommendations items={rest} limit={MORE} slot="also" className="teasers" label="Also for you">
        {({ item }, { open }) => <p className="teaser"><span className="kicker">{item.category}</span><br /><a href={item.url} onClick={open}>{item.title}</a></p>}
      </Recommendations>
    </section>
    </>
  )
}

function Privacy(): ReactElement {
  return (
    <section aria-labelledby="privacy">
      <h1 id="privacy" className="unseen">Privacy centre</h1>
      <PrivacyCentre />
      <p><a href="#">Back to the front page</a></p>
    </section>
  )
}

function describe(status: string): string {
  if (status === 'ready' || status === 'degraded') return 'These stories are in your order: those that look like what you read come first, and each says why.'
  if (status === 'paused') return 'Paused: the stories stand in the order the editors chose, and nothing is recorded.'
  return 'The stories stand in the order the editors chose.'
}
