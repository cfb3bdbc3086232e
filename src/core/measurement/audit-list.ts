import type { Item, ItemId } from '../item.js'
import { popularity } from '../ranking/popularity.js'
import type { RankRequest } from '../ranking/candidate.js'
import type { Ranker } from '../ranking/rank.js'

/** How one group (a provider, a category) is shown, beside its part of the catalog and of what the scores speak for. */
export interface Exposure {
  readonly name: string
  /** Share of the attention that the first positions get, discounted as nDCG does. */
  readonly exposure: number
  /** Share of the catalog. */
  readonly catalog: number
  /** Share of the relevance (positive scores). */
  readonly relevance: number
}

/** Fairness and bias of the list that this visitor gets. */
export interface Audit {
  readonly positions: number
  readonly providers: readonly Exposure[]
  readonly categories: readonly Exposure[]
  /** Mean log popularity of the first positions less that of the catalog; above 0 the list leans to what is popular. Absent without counters. */
  readonly popularityBias?: number
  /** Share of the first positions that were drawn, whose clicks can be corrected by their propensity. */
  readonly explored: number
}

/** Positions that are looked at. */
const FIRST = 10

/** Exposure by provider and category against the catalog and against relevance, after Singh and Joachims 2018, on the list as the visitor gets it. */
export function auditList(ranker: Ranker, request: RankRequest): Audit {
  const list = ranker.rank({ ...request, limit: FIRST })
  const { ids, relevance } = ranker.measure(request)
  const items = new Map<ItemId, Item>(request.candidates.map(({ item }) => [item.id, item]))
  const worth = new Map(ids.map((id, i) => [id, Math.max(0, relevance[i] ?? 0)]))
  const seen = new Map(list.map(({ id }, position) => [id, 1 / Math.log2(position + 2)]))
  const counters = request.prior?.popularity
  const lean = counters === undefined ? undefined : meanOf(list.map(({ id }) => popularity(counters, id))) - meanOf(ids.map((id) => popularity(counters, id)))
  const by = (group: (item: Item) => string | undefined): readonly Exposure[] => {
    const shares = (weight: (id: ItemId) => number): ReadonlyMap<string, number> => {
      const sums = new Map<string, number>()
      let total = 0
      for (const id of ids) {
        const item = items.get(id)
        const name = item === undefined ? undefined : group(item)
        if (name === undefined) continue
        total += weight(id)
        sums.set(name, (sums.get(name) ?? 0) + weight(id))
      }
      return new Map([...sums].map(([name, sum]) => [name, total === 0 ? 0 : sum / total]))
    }
    const exposure = shares((id) => seen.get(id) ?? 0)
    const relevant = shares((id) => worth.get(id) ?? 0)
    return [...shares(() => 1)].map(([name, catalog]) => ({ name, exposure: exposure.get(name) ?? 0, catalog, relevance: relevant.get(name) ?? 0 })).sort((a, b) => b.exposure - a.exposure || (a.name < b.name ? -1 : 1))
  }
  return {
    positions: list.length,
    providers: by(({ provider }) => provider),
    categories: by(({ category }) => category),
    ...(lean === undefined || !Number.isFinite(lean) ? {} : { popularityBias: lean }),
    explored: list.length === 0 ? 0 : list.filter(({ propensity }) => propensity < 1).length / list.length,
  }
}

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length
}
