import type { ItemId } from '../../core/item.js'
import { LIST_FIGURES, type Listed, type ListFigures, measureList } from '../../core/measurement/list-figures.js'
import { meanOf } from '../../core/measurement/summary.js'

/** Coverage over all lists, and means over lists of what each is like; null where no list allows the figure. */
export type Variety = Readonly<Record<'coverage' | keyof ListFigures, number | null>>

/** Gathers what the lists of one system are like. */
export interface VarietyCount {
  note(list: readonly ItemId[], history: readonly ItemId[]): void
  variety(): Variety
  stderr(): Readonly<Record<keyof ListFigures, number | null>>
}

/** Positions of a list that are looked at. */
export const FIRST = 10

/** `offered` counts the items that any list could have shown; `listed` says what is known of an item. */
export function createVarietyCount(offered: { readonly size: number }, listed: (id: ItemId) => Listed): VarietyCount {
  const shown = new Set<ItemId>()
  const rows: ListFigures[] = []
  const column = (figure: keyof ListFigures): readonly number[] => rows.map((row) => row[figure]).filter(Number.isFinite)
  const part = (figure: keyof ListFigures, of: 'mean' | 'stderr'): number | null => {
    const value = meanOf(column(figure))[of]
    return Number.isFinite(value) ? value : null
  }
  return {
    note(list, history) {
      const first = list.slice(0, FIRST)
      for (const id of first) shown.add(id)
      rows.push(measureList(first.map(listed), history.map((id) => listed(id).category)))
    },
    variety: () => ({ coverage: offered.size === 0 ? null : shown.size / offered.size, diversity: part('diversity', 'mean'), novelty: part('novelty', 'mean'), calibration: part('calibration', 'mean') }),
    stderr: () => ({ diversity: part('diversity', 'stderr'), novelty: part('novelty', 'stderr'), calibration: part('calibration', 'stderr') }),
  }
}

export const VARIETY = ['coverage', ...LIST_FIGURES] as const

/** The places of the best ten scores, ties in the order given. */
export function firstOf(scores: ArrayLike<number>): readonly number[] {
  return Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b).slice(0, FIRST)
}
