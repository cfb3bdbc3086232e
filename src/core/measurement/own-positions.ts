import type { InteractionEvent } from '../history/event.js'
import type { ItemId } from '../item.js'

/** What became of one position of the lists this visitor saw. */
export interface OwnPosition {
  /** From 1. */
  readonly position: number
  /** Teasers seen there, and those of them that were opened. */
  readonly seen: number
  readonly clicks: number
  /** Click rate there had every item of the pool been as likely: only teasers whose place was drawn, each by its propensity (self-normalised). Absent where none was drawn. */
  readonly corrected?: number
}

/** Positions told apart. */
const POSITIONS = 10

/** How far down this visitor looks, and what a position alone is worth: sights and clicks of teasers in ranked slots. A click without a sight counts as both. */
export function ownPositions(events: readonly InteractionEvent[]): readonly OwnPosition[] {
  const seen = new Map<string, { readonly position: number; readonly propensity: number | undefined; clicked: boolean }>()
  for (const { kind, slot, position, propensity, item, at } of events) {
    if (slot === undefined || position === undefined || (kind !== 'view' && kind !== 'click')) continue
    const key = `${slot} ${String(position)} ${item.id satisfies ItemId} ${new Date(at).toISOString().slice(0, 10)}`
    const known = seen.get(key)
    if (known === undefined) seen.set(key, { position, propensity, clicked: kind === 'click' })
    else if (kind === 'click') known.clicked = true
  }
  const rows = [...seen.values()]
  return Array.from({ length: POSITIONS }, (_, i) => i + 1).flatMap((position): OwnPosition[] => {
    const here = rows.filter((row) => row.position === position)
    if (here.length === 0) return []
    const drawn = here.flatMap(({ propensity, clicked }) => (propensity === undefined ? [] : [{ weight: 1 / propensity, clicked }]))
    const sum = (part: typeof drawn): number => part.reduce((total, { weight }) => total + weight, 0)
    return [{ position, seen: here.length, clicks: here.filter(({ clicked }) => clicked).length, ...(drawn.length === 0 ? {} : { corrected: sum(drawn.filter(({ clicked }) => clicked)) / sum(drawn) }) }]
  })
}
