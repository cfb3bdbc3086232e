import type { Item, ItemId } from '../../core/item.js'
import { createExposureAudit, disparity, type Exposure, type Offered } from '../../core/measurement/exposure.js'
import { correctedClick, type PositionBias } from '../../core/measurement/position-bias.js'
import type { Impression } from './impression-lines.js'

/** Who is shown, beside the catalog and beside what is clicked, over all lists of an evaluation. */
export interface FairnessReport {
  /** Positions of a list whose attention is counted. */
  readonly positions: number
  /** `relevance` is the share of the clicks, each corrected by the propensity of its position. */
  readonly providers: readonly Exposure[]
  readonly categories: readonly Exposure[]
  /** Part of the exposure that would have to move for it to follow the catalog, or the relevance: 0 is even. */
  readonly disparity: { readonly providers: Disparity; readonly categories: Disparity }
  /** Mean log popularity of the first positions less that of what could have been shown; above 0 the lists lean to what is popular. */
  readonly popularityBias: number | null
  readonly position: {
    /** What clicks were corrected by: propensities in the log, chances estimated from it, or nothing. */
    readonly corrected: 'logged' | 'estimated' | 'not'
    readonly examination: readonly number[]
    /** Clicks that the estimate rests on. */
    readonly clicks: number
  }
}

interface Disparity {
  readonly catalog: number
  readonly relevance: number
}

export interface FairnessCount {
  /** One list: what could have been shown, the ids of its first positions, and what each item is worth. */
  note(offered: readonly Item[], first: readonly ItemId[], relevance: (id: ItemId) => number): void
  report(position: FairnessReport['position']): FairnessReport
}

export function createFairnessCount(positions: number, popularityOf: (id: ItemId) => number): FairnessCount {
  const providers = createExposureAudit(({ provider }) => provider)
  const categories = createExposureAudit(({ category }) => category)
  const leans: number[] = []
  const logMean = (ids: readonly ItemId[]): number => ids.reduce((sum, id) => sum + Math.log(popularityOf(id)), 0) / ids.length
  return {
    note(offered, first, relevance) {
      const places = new Map(first.map((id, position) => [id, position]))
      const rows = offered.map((item): Offered => ({ item, relevance: relevance(item.id), position: places.get(item.id) }))
      providers.note(rows)
      categories.note(rows)
      leans.push(logMean(first) - logMean(offered.map(({ id }) => id)))
    },
    report(position) {
      const of = (groups: readonly Exposure[]): Disparity => ({ catalog: disparity(groups, 'catalog'), relevance: disparity(groups, 'relevance') })
      const [byProvider, byCategory] = [providers.groups(), categories.groups()]
      const bias = leans.reduce((sum, lean) => sum + lean, 0) / leans.length
      return { positions, providers: byProvider, categories: byCategory, disparity: { providers: of(byProvider), categories: of(byCategory) }, popularityBias: Number.isFinite(bias) ? bias : null, position }
    },
  }
}

/** No click counts for more than twenty. */
const LEAST_PROPENSITY = 0.05

/** What a click on each item of one shown list counts for: by the propensity that was logged with it, else by the chance that its position was looked at. */
export function clickWorth({ shown, clicked, propensity }: Impression, bias: PositionBias): (id: ItemId) => number {
  return (id) => {
    if (!clicked.has(id)) return 0
    const position = shown.indexOf(id)
    const logged = propensity?.[position]
    return logged === undefined ? correctedClick(bias, position) : 1 / Math.max(LEAST_PROPENSITY, logged)
  }
}
