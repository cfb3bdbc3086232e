import { dot } from '../embedding/dot.js'

/** What a list is like besides right or wrong. A figure that the list does not allow is NaN. */
export interface ListFigures {
  /** Mean distance (1 − centred cosine, 0 to 2) between two items of the list; where none has a vector, the share of pairs in different categories. */
  readonly diversity: number
  /** Mean surprise of an item in bits: −log2 of the share of visitors who turn to it. */
  readonly novelty: number
  /** Distance of the list's categories from those of the history: Kullback–Leibler divergence in nats, 0 is best. */
  readonly calibration: number
}

export const LIST_FIGURES = ['diversity', 'novelty', 'calibration'] as const satisfies readonly (keyof ListFigures)[]

/** One item of a list, as these figures see it. */
export interface Listed {
  readonly category: string | undefined
  /** Centred, of unit length. */
  readonly vector: Float32Array | undefined
  /** Share of visitors who turn to it, above 0. */
  readonly popularity: number
}

/** Share of the history's own categories mixed into those of the list, so that a missing one costs much and not everything. */
const MIXED_IN = 0.01

export function measureList(list: readonly Listed[], historyCategories: readonly (string | undefined)[]): ListFigures {
  return { diversity: diversity(list), novelty: meanOf(list.map(({ popularity }) => -Math.log2(popularity))), calibration: calibration(list.map(({ category }) => category), historyCategories) }
}

/** Intra-list distance (Ziegler and others 2005). */
function diversity(list: readonly Listed[]): number {
  const pairs = list.flatMap((a, i) => list.slice(i + 1).map((b) => [a, b] as const))
  const distances = pairs.flatMap(([a, b]) => (a.vector === undefined || b.vector === undefined ? [] : [1 - dot(a.vector, b.vector)]))
  if (distances.length > 0) return meanOf(distances)
  return meanOf(pairs.flatMap(([a, b]) => (a.category === undefined || b.category === undefined ? [] : [a.category === b.category ? 0 : 1])))
}

/** Steck, "Calibrated Recommendations" (2018), equation 6. */
function calibration(list: readonly (string | undefined)[], history: readonly (string | undefined)[]): number {
  const wanted = sharesOf(history)
  if (wanted.size === 0) return Number.NaN
  const given = sharesOf(list)
  if (given.size === 0) return Number.NaN
  return [...wanted].reduce((sum, [category, share]) => sum + share * Math.log(share / ((1 - MIXED_IN) * (given.get(category) ?? 0) + MIXED_IN * share)), 0)
}

function sharesOf(categories: readonly (string | undefined)[]): ReadonlyMap<string, number> {
  const named = categories.filter((category): category is string => category !== undefined && category !== '')
  const shares = new Map<string, number>()
  for (const category of named) shares.set(category, (shares.get(category) ?? 0) + 1 / named.length)
  return shares
}

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length
}
