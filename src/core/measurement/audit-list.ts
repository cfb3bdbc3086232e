import type { Item, ItemId } from '../item.js'
import { popularity } from '../prior/popularity.js'
import type { RankRequest } from '../ranking/rank-request.js'
import type { Ranker } from '../ranking/rank.js'
import { createExposureAudit, type Exposure, type Offered } from './exposure.js'

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

/** Exposure by provider and category against the catalog and against relevance (what the scores speak for), on the list as the visitor gets it. */
export function auditList(ranker: Ranker, request: RankRequest): Audit {
  const list = ranker.rank({ ...request, limit: FIRST })
  const { ids, relevance } = ranker.measure(request)
  const items = new Map<ItemId, Item>(request.candidates.map(({ item }) => [item.id, item]))
  const positions = new Map(list.map(({ id }, position) => [id, position]))
  const counters = request.prior?.popularity
  const lean = counters === undefined ? undefined : meanOf(list.map(({ id }) => popularity(counters, id))) - meanOf(ids.map((id) => popularity(counters, id)))
  const offered = ids.flatMap((id, i): Offered[] => {
    const item = items.get(id)
    return item === undefined ? [] : [{ item, relevance: Math.max(0, relevance[i] ?? 0), position: positions.get(id) }]
  })
  const by = (group: (item: Item) => string | undefined): readonly Exposure[] => {
    const audit = createExposureAudit(group)
    audit.note(offered)
    return audit.groups()
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
