import { arranged, calibrationOf, filtered } from './apply-rules.js'
import { ownShares } from './calibration.js'
import type { RankRequest } from './rank-request.js'
import { leastOfBest } from './least-of-best.js'
import { rankWithoutReason } from './counterfactual.js'
import { diversify, type Scored } from './diversity.js'
import { explore, type Explored } from './explore.js'
import { LIST, type ListLimits } from './formula.js'
import { reasonsOf } from './parts.js'
import type { RankedItem, Reason } from './ranking.js'
import type { Scores } from './score.js'
import type { Word } from './wording.js'

/**
 * Makes the list from the scores. `placeOf` breaks ties. Everything that comes in comes out, once, but for what a rule filters and what is beyond the limit.
 * Where nothing tells the candidates apart the given order stays.
 */
export function makeList(scores: Scores, request: RankRequest, placeOf: (at: number) => number): readonly RankedItem[] {
  const { shelved, taste, totals, parts, groups, pool } = scores
  const rules = request.rules ?? []
  const limits: ListLimits = { ...LIST, ...request.list, ...calibrationOf(rules) }
  const kept = request.limit === undefined ? shelved.length : Math.max(0, Math.floor(request.limit))
  const itemOf = (at: number) => (shelved[at] ?? never()).item
  const known = parts.some(({ values }) => values.some((value) => value !== 0))
  // Rules and new items may bring anything forward; without them nothing from beyond the pool, or from below what is asked for, comes into view.
  const inView = rules.length > 0 || request.prior?.known !== undefined ? shelved.length : Math.max(kept, limits.diversePool)
  const allowed = filtered(rules, known ? ordered(scores, placeOf, inView) : shelved.map((_, at) => at), itemOf)
  const group = (name: Scores['groups'][number]): readonly number[] => allowed.filter((at) => groups[at] === name)
  const entry = (at: number): Scored & { readonly at: number } => ({ at, shelved: shelved[at] ?? never(), score: totals[at] ?? 0 })
  const diverse = (): readonly number[] => withNewItem(diversify(group('fresh').map(entry), pool, limits, ownShares(taste.categories)).map(({ at }) => at), limits.newItemPosition, (at) => request.prior?.known?.has(itemOf(at).id) !== false)
  const explored: Explored = known && request.explore !== undefined && request.query === undefined ? explore(diverse(), totals, request.explore) : { order: known ? diverse() : allowed, propensities: new Map() }
  const list = arranged(rules, known ? [...explored.order, ...group('read'), ...group('hidden')] : allowed, itemOf)
  return list.slice(0, kept).map((at, position) => {
    const item = rankedItem(scores, at, position < limits.explained)
    const propensity = explored.propensities.get(at)
    return propensity === undefined ? item : { ...item, propensity, reasons: [...item.reasons, drawn(scores.word)] }
  })
}

/** It adds nothing to the score: the position was drawn. */
const drawn = (word: Word): Reason => ({ kind: 'explore', text: word({ code: 'explored' }), weight: 0 })

/** Best first, at least the first `most`; scores that differ by less than a hair of a standard deviation are one, so that a rounding does not move a list. */
function ordered({ totals }: Scores, placeOf: (at: number) => number, most: number): readonly number[] {
  // A group of equals that begins among the first `most` is taken whole.
  const least = leastOfBest(totals, most) - LIST.tie
  const order: number[] = []
  for (let at = 0; at < totals.length; at++) if ((totals[at] ?? 0) >= least) order.push(at)
  order.sort((a, b) => (totals[b] ?? 0) - (totals[a] ?? 0) || placeOf(a) - placeOf(b))
  for (let from = 0; from < order.length; ) {
    const leader = totals[order[from] ?? 0] ?? 0
    let to = from + 1
    while (to < order.length && leader - (totals[order[to] ?? 0] ?? 0) < LIST.tie) to++
    if (to - from > 1) order.splice(from, to - from, ...order.slice(from, to).sort((a, b) => placeOf(a) - placeOf(b)))
    from = to
  }
  return order
}

/** Where a model of what others turned to ranks, the best item that nobody has turned to yet keeps a place by its content. */
function withNewItem(order: readonly number[], position: number, isKnown: (at: number) => boolean): readonly number[] {
  if (order.length <= position || order.slice(0, position + 1).some((at) => !isKnown(at))) return order
  const fresh = order.find((at) => !isKnown(at))
  if (fresh === undefined) return order
  const others = order.filter((at) => at !== fresh)
  return [...others.slice(0, position), fresh, ...others.slice(position)]
}

export function rankedItem(scores: Scores, at: number, explained = false): RankedItem {
  const reasons = reasonsOf(scores.parts, at, scores.word)
  return {
    id: (scores.shelved[at] ?? never()).item.id,
    score: scores.totals[at] ?? 0,
    propensity: 1,
    reasons: explained ? reasons.map((reason) => ({ ...reason, rankWithout: rankWithoutReason(scores.totals, at, reason.weight) })) : reasons,
  }
}

function never(): never {
  throw new RangeError('a place that is not among the candidates')
}
