import type { RankRequest } from './candidate.js'
import { diversify, type Scored } from './diversity.js'
import { rankWithoutReason } from './counterfactual.js'
import { LIST } from './formula.js'
import { reasonsOf } from './parts.js'
import type { RankedItem } from './ranking.js'
import type { Scores } from './score.js'

/**
 * Makes the list from the scores. `placeOf` breaks ties. Everything that comes in comes out, once, but for what is beyond the limit.
 * Where nothing tells the candidates apart the given order stays.
 */
export function makeList(scores: Scores, request: RankRequest, placeOf: (at: number) => number): readonly RankedItem[] {
  const { shelved, totals, parts, groups } = scores
  const kept = request.limit === undefined ? shelved.length : Math.max(0, Math.floor(request.limit))
  const known = parts.some(({ values }) => values.some((value) => value !== 0))
  const order = known ? ordered(scores, placeOf) : shelved.map((_, at) => at)
  const entry = (at: number): Scored & { readonly at: number } => ({ at, shelved: shelved[at] ?? never(), score: totals[at] ?? 0 })
  const group = (name: Scores['groups'][number]): readonly number[] => order.filter((at) => groups[at] === name)
  const list = known ? [...diversify(group('fresh').map(entry)).map(({ at }) => at), ...group('read'), ...group('hidden')] : order
  return list.slice(0, kept).map((at, position) => rankedItem(scores, at, position < LIST.explained))
}

/** Best first; scores that differ by less than a hair of a standard deviation are one, so that a rounding does not move a list. */
function ordered({ totals }: Scores, placeOf: (at: number) => number): readonly number[] {
  const order = Array.from(totals.keys()).sort((a, b) => (totals[b] ?? 0) - (totals[a] ?? 0) || placeOf(a) - placeOf(b))
  for (let from = 0; from < order.length; ) {
    const leader = totals[order[from] ?? 0] ?? 0
    let to = from + 1
    while (to < order.length && leader - (totals[order[to] ?? 0] ?? 0) < LIST.tie) to++
    if (to - from > 1) order.splice(from, to - from, ...order.slice(from, to).sort((a, b) => placeOf(a) - placeOf(b)))
    from = to
  }
  return order
}

export function rankedItem(scores: Scores, at: number, explained = false): RankedItem {
  const reasons = reasonsOf(scores.parts, at)
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
