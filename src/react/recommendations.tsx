'use client'
import { useRef, type ReactElement, type ReactNode } from 'react'
import type { PlacedItem } from '../client/hearth.js'
import type { Item } from '../core/item.js'
import { useRanking } from './use-ranking.js'
import { useRecord } from './use-record.js'

export interface RecommendationsProps {
  /** What to rank; without it, the catalog. */
  readonly items?: readonly Item[]
  readonly slot?: string
  readonly limit?: number
  readonly exclude?: readonly string[]
  readonly className?: string
  readonly label?: string
  /** Draws one item; the default is a link with a summary, "Why this?" and a button that hides it. */
  readonly children?: (placed: PlacedItem & { readonly item: Item }, act: { readonly open: () => void; readonly hide: () => void }) => ReactNode
}

/** A list of items in the visitor's order. On the server, and while there is no consent, the items stand in the order they were given. */
export function Recommendations({ items, slot = 'recommendations', limit, exclude, className, label = 'Recommended for you', children = card }: RecommendationsProps): ReactElement {
  const list = useRef<HTMLUListElement>(null)
  const record = useRecord()
  const { items: placed } = useRanking({ within: list, slot, ...(items === undefined ? {} : { items }), ...(limit === undefined ? {} : { limit }), ...(exclude === undefined ? {} : { exclude }) })
  const act = (item: Item) => ({ open: () => void record({ kind: 'click', item, slot }), hide: () => void record({ kind: 'hide', item, slot }) })
  // A new order is a new list: the browser draws it whole instead of moving what was drawn.
  const order = placed.map(({ id }) => id).join(' ')
  return (
    <ul ref={list} className={className} aria-label={label}>
      {placed.map((one) => <li key={`${order} ${one.id}`} data-id={one.id}>{children(one, act(one.item))}</li>)}
    </ul>
  )
}

function card({ item, reasons }: PlacedItem & { readonly item: Item }, { open, hide }: { readonly open: () => void; readonly hide: () => void }): ReactNode {
  return (
    <article>
      <h3><a href={item.url} onClick={open}>{item.title}</a></h3>
      {item.text !== undefined && <p>{item.text}</p>}
      {reasons.length > 0 && <details><summary>Why this?</summary><ul>{reasons.map((reason) => <li key={reason.kind + reason.text}>{reason.text}</li>)}</ul></details>}
      <button type="button" onClick={hide}>Hide this</button>
    </article>
  )
}
