import type { Item } from '../item.js'

/** How one group (a provider, a category) is shown, beside its part of the catalog and of what is relevant. Shares add up to 1 over the groups. */
export interface Exposure {
  readonly name: string
  /** Share of the attention that the first positions get, discounted as nDCG does. */
  readonly exposure: number
  /** Share of what could have been shown. */
  readonly catalog: number
  /** Share of the relevance. */
  readonly relevance: number
}

/** One item that could have been shown: how relevant it is (0 and up), and its position in the list, from 0, where it stood among the first. */
export interface Offered {
  readonly item: Item
  readonly relevance: number
  readonly position: number | undefined
}

/** Sums exposure by group over any number of lists. */
export interface ExposureAudit {
  note(offered: Iterable<Offered>): void
  /** Most exposed first, ties by name. Items that belong to no group are left out. */
  groups(): readonly Exposure[]
}

/** Exposure against catalog and relevance, after Singh and Joachims, "Fairness of Exposure in Rankings" (2018). */
export function createExposureAudit(groupOf: (item: Item) => string | undefined): ExposureAudit {
  const sums = new Map<string, { exposure: number; catalog: number; relevance: number }>()
  return {
    note(offered) {
      for (const { item, relevance, position } of offered) {
        const name = groupOf(item)
        if (name === undefined || name === '') continue
        const known = sums.get(name) ?? { exposure: 0, catalog: 0, relevance: 0 }
        known.catalog++
        known.relevance += relevance
        if (position !== undefined) known.exposure += 1 / Math.log2(position + 2)
        sums.set(name, known)
      }
    },
    groups() {
      const totals = { exposure: 0, catalog: 0, relevance: 0 }
      for (const sum of sums.values()) {
        totals.exposure += sum.exposure
        totals.catalog += sum.catalog
        totals.relevance += sum.relevance
      }
      const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)
      return [...sums]
        .map(([name, sum]): Exposure => ({ name, exposure: share(sum.exposure, totals.exposure), catalog: share(sum.catalog, totals.catalog), relevance: share(sum.relevance, totals.relevance) }))
        .sort((a, b) => b.exposure - a.exposure || (a.name < b.name ? -1 : 1))
    },
  }
}

/** Part of the exposure that would have to move to another group for exposure to follow `to`: half the sum of the distances, 0 to 1. */
export function disparity(groups: readonly Exposure[], to: 'catalog' | 'relevance'): number {
  return groups.reduce((sum, group) => sum + Math.abs(group.exposure - group[to]), 0) / 2
}
