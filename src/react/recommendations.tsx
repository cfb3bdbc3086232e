'use client'
import { useRef, type ReactElement, type ReactNode } from 'react'
import type { PlacedItem } from '../client/hearth.js'
import { linkOf } from '../core/item.js'
import type { Item } from '../core/item.js'
import { recommendationWords } from '../elements/strings/recommendation-words.js'
import type { RecommendationStrings } from '../elements/strings/strings.js'
import { useRanking } from './use-ranking.js'
import { useRecord } from './use-record.js'

export interface RecommendationsProps {
  /** What to rank; without it, the catalog. */
  readonly items?: readonly Item[]
  readonly slot?: string
  readonly limit?: number
  readonly exclude?: readonly string[]
  readonly className?: string
  /** Name of the list for those who hear the page; in the words of `locale` unless given. */
  readonly label?: string
  /** BCP 47: the language of the default card. English unless given, so that a server draws what the browser draws. */
  readonly locale?: string
  /** Draws one item; the default is a link with a summary, "Why this?" and a button that hides it. */
  readonly children?: (placed: PlacedItem & { readonly item: Item }, act: { readonly open: () => void; readonly hide: () => void }) => ReactNode
}

/** A list of items in the visitor's order. On the server, and while there is no consent, the items stand in the order they were given. */
export function Recommendations({ items, slot = 'recommendations', limit, exclude, className, locale, label, children }: RecommendationsProps): ReactElement {
  const { tag, words } = recommendationWords(locale)
  const draw = children ?? cardIn(words, tag)
  const list = useRef<HTMLUListElement>(null)
  const record = useRecord()
  const { items: placed } = useRanking({ within: list, slot, ...(items === undefined ? {} : { items }), ...(limit === undefined ? {} : { limit }), ...(exclude === undefined ? {} : { exclude }) })
  const act = (item: Item) => ({ open: () => void record({ kind: 'click', item, slot }), hide: () => void record({ kind: 'hide', item, slot }) })
  // A new order is a new list: the browser draws it whole instead of moving what was drawn.
  const order = placed.map(({ id }) => id).join(' ')
  return (
    <ul ref={list} className={className} aria-label={label ?? words.region}>
      {placed.map((one) => <li key={`${order} ${one.id}`} data-id={one.id}>{draw(one, act(one.item))}</li>)}
    </ul>
  )
}

const cardIn = (words: RecommendationStrings, tag: string): NonNullable<RecommendationsProps['children']> => function card({ item, reasons }, { open, hide }) {
  // A list of cards has many of the same buttons: each names its item to those who hear the page.
  const about = words.about.replace('{title}', () => item.title)
  return (
    <article>
      <h3><a href={linkOf(item)} onClick={open}>{item.title}</a></h3>
      {item.text !== undefined && <p>{item.text}</p>}
      {reasons.length > 0 && <details lang={tag}><summary aria-label={words.why + about}>{words.why}</summary><ul>{reasons.map((reason) => <li key={reason.kind + reason.text}>{reason.text}</li>)}</ul></details>}
      <button type="button" lang={tag} aria-label={words.hide + about} onClick={hide}>{words.hide}</button>
    </article>
  )
}
