/** Figures of one list of scored items of which some were clicked. All lie in 0 to 1. */
export interface ImpressionFigures {
  readonly auc: number
  readonly mrr: number
  readonly ndcg5: number
  readonly ndcg10: number
  readonly precision10: number
  readonly recall10: number
  readonly f1_10: number
}

export const FIGURES = ['auc', 'mrr', 'ndcg5', 'ndcg10', 'precision10', 'recall10', 'f1_10'] as const satisfies readonly (keyof ImpressionFigures)[]

/**
 * Chance that the item at each position is a clicked one, best score first. Items of equal score share their positions,
 * so that every figure below is its mean over all ways to break the ties (McSherry and Najork 2008).
 */
export function relevanceByPosition(scores: ArrayLike<number>, clicked: ArrayLike<boolean>): Float64Array {
  const order = Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0))
  const relevance = new Float64Array(order.length)
  for (let from = 0; from < order.length; ) {
    const score = scores[order[from] ?? 0]
    let to = from
    let clicks = 0
    while (to < order.length && scores[order[to] ?? 0] === score) if (clicked[order[to++] ?? 0] === true) clicks++
    relevance.fill(clicks / (to - from), from, to)
    from = to
  }
  return relevance
}

/** All figures of one impression. Refuses (undefined) scores that are not finite, and impressions where all or nothing was clicked: they tell no ranking from another. */
export function measureImpression(scores: ArrayLike<number>, clicked: ArrayLike<boolean>): ImpressionFigures | undefined {
  const clicks = Array.from(clicked).filter(Boolean).length
  if (clicks === 0 || clicks === scores.length || !Array.from(scores).every(Number.isFinite)) return undefined
  const relevance = relevanceByPosition(scores, clicked)
  const precision10 = partial(relevance, 10, () => 1) / 10
  const recall10 = (precision10 * 10) / clicks
  return {
    auc: areaUnderCurve(scores, clicked),
    mrr: partial(relevance, relevance.length, (position) => 1 / (position + 1)) / clicks,
    ndcg5: discounted(relevance, clicks, 5),
    ndcg10: discounted(relevance, clicks, 10),
    precision10,
    recall10,
    f1_10: precision10 + recall10 === 0 ? 0 : (2 * precision10 * recall10) / (precision10 + recall10),
  }
}

/** Chance that a clicked item stands above one that was not, ties counting half (Mann and Whitney 1947). */
export function areaUnderCurve(scores: ArrayLike<number>, clicked: ArrayLike<boolean>): number {
  const order = Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0))
  let below = 0
  let won = 0
  let clicks = 0
  for (let from = 0; from < order.length; ) {
    const score = scores[order[from] ?? 0]
    let hits = 0
    let misses = 0
    for (; from < order.length && scores[order[from] ?? 0] === score; from++) {
      if (clicked[order[from] ?? 0] === true) hits++
      else misses++
    }
    won += hits * (below + misses / 2)
    below += misses
    clicks += hits
  }
  return won / (clicks * below)
}

/** Normalised discounted cumulative gain of binary relevance at `k` (Järvelin and Kekäläinen 2002, log base 2). */
export function discounted(relevance: ArrayLike<number>, clicks: number, k: number): number {
  const gain = (position: number): number => 1 / Math.log2(position + 2)
  let ideal = 0
  for (let i = 0; i < Math.min(clicks, k); i++) ideal += gain(i)
  return ideal === 0 ? 0 : partial(relevance, k, gain) / ideal
}

function partial(relevance: ArrayLike<number>, k: number, gain: (position: number) => number): number {
  let sum = 0
  for (let i = 0; i < Math.min(k, relevance.length); i++) sum += (relevance[i] ?? 0) * gain(i)
  return sum
}
