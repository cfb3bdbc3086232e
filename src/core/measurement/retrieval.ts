import { discounted, relevanceByPosition } from './impression.js'
import { topPlaces } from './top-places.js'

/** No figure looks further down a list. */
const DEEPEST = 100

/** Figures of one full ranking of a catalog in which some items were to be found. All lie in 0 to 1. */
export interface RetrievalFigures {
  readonly ndcg10: number
  readonly ndcg100: number
  /** Share of the items to be found that stand among the first 20. */
  readonly recall20: number
  readonly recall50: number
}

export const RETRIEVAL_FIGURES = ['ndcg10', 'ndcg100', 'recall20', 'recall50'] as const satisfies readonly (keyof RetrievalFigures)[]

/** Ties count at their mean over all ways to break them. Undefined where nothing was to be found, or a score is not finite. */
export function measureRetrieval(scores: ArrayLike<number>, wanted: ArrayLike<boolean>): RetrievalFigures | undefined {
  const values = Float64Array.from(scores)
  let total = 0
  for (let i = 0; i < wanted.length; i++) if (wanted[i] === true) total++
  if (total === 0 || !values.every(Number.isFinite)) return undefined
  // A full sort of thousands by comparison is dear: what lies below the deepest place counted is left out first, ties with it kept.
  const least = values[topPlaces(values, DEEPEST).at(-1) ?? 0] ?? Number.NEGATIVE_INFINITY
  const high = Array.from(values.keys()).filter((i) => (values[i] ?? 0) >= least)
  const relevance = relevanceByPosition(high.map((i) => values[i] ?? 0), high.map((i) => wanted[i] ?? false))
  const recall = (k: number): number => relevance.subarray(0, k).reduce((sum, chance) => sum + chance, 0) / total
  return { ndcg10: discounted(relevance, total, 10), ndcg100: discounted(relevance, total, 100), recall20: recall(20), recall50: recall(50) }
}
