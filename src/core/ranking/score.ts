import { engagements } from '../history/engagement.js'
import type { ItemId } from '../item.js'
import type { Millis } from '../time.js'
import type { Candidate, RankRequest } from './candidate.js'
import { categoryFeature, hideCost, matchFeature, wordsFeature } from './features.js'
import { FORMULA } from './formula.js'
import { popularity, popularityWeight } from './popularity.js'
import { queryParts } from './query.js'
import type { Reason } from './ranking.js'
import type { Shelf, Shelved } from './shelf.js'
import { standardise } from './standardise.js'
import { createTaste, type Read, type Taste } from './taste.js'
import { categoryText, hideText, HIDDEN_TEXT, meaningText, popularityText, queryText, READ_TEXT, wordsText } from './wording.js'

/** A reason whose sentence is not made before someone is to read it. */
export type UnwrittenReason = Omit<Reason, 'text'> & { readonly text: () => string }

/** A candidate with its score: the sum of its reasons' weights, added in their order. */
export interface ScoredCandidate {
  readonly shelved: Shelved
  readonly score: number
  readonly reasons: readonly UnwrittenReason[]
  /** Place among the candidates given, which breaks ties. */
  readonly place: number
  readonly group: 'fresh' | 'read' | 'hidden'
}

/** Scores every candidate, in the order given (of two with one id the first counts). The evaluation measures these scores. */
export function scoreCandidates(shelf: Shelf, request: RankRequest): readonly ScoredCandidate[] {
  const candidates = distinct(request).map(({ item, embedding }) => shelf.place(item, embedding))
  const taste = createTaste(engagements(request.history), shelf, request.hidden ?? [])
  const groups = candidates.map(({ item }): ScoredCandidate['group'] => (taste.hidden.has(item.id) ? 'hidden' : taste.read.has(item.id) ? 'read' : 'fresh'))
  const counted = Uint8Array.from(groups, (group) => (group === 'fresh' ? 1 : 0))
  const match = matchFeature(candidates, taste, shelf)
  const meaning = standardise(match.values, counted)
  const category = standardise(categoryFeature(candidates, taste), counted)
  const words = standardise(wordsFeature(candidates, taste), counted)
  const popular = popularityPart(request, candidates, taste, counted)
  const asked = queryParts(shelf, request, candidates)

  const reasonsOf = (candidate: Shelved, i: number): UnwrittenReason[] => {
    const found: UnwrittenReason[] = []
    const add = (kind: Reason['kind'], weight: number, text: () => string, because?: Read): void => {
      if (weight !== 0 && Number.isFinite(weight)) found.push({ kind, text, weight, ...pointer(because) })
    }
    add('query', asked.meaning[i] ?? 0, () => queryText(request.query ?? '', 'meaning'))
    add('query', asked.words[i] ?? 0, () => queryText(request.query ?? '', 'words'))
    const nearest = taste.liked[match.nearest[i] ?? -1]
    const byMeaning = FORMULA.match * (meaning[i] ?? 0)
    add('meaning', byMeaning, () => meaningText(byMeaning, nearest), nearest)
    add('category', FORMULA.category * (category[i] ?? 0), () => categoryText(candidate.item.category ?? '', taste))
    add('words', FORMULA.words * (words[i] ?? 0), () => wordsText(candidate, taste, shelf.lexicon))
    const byPopularity = popular[i] ?? 0
    add('popularity', byPopularity, () => popularityText(byPopularity))
    if (taste.hides.length > 0 && groups[i] !== 'hidden') {
      const hide = hideCost(candidate, taste)
      add('hide', -hide.cost, () => hideText(hide.nearest), hide.nearest)
    }
    return found
  }

  const reasons = candidates.map(reasonsOf)
  const sunk = 1 + spread(reasons.map(sumOf))
  return candidates.map((shelved, place): ScoredCandidate => {
    const group = groups[place] ?? 'fresh'
    const own = reasons[place] ?? []
    const { id } = shelved.item
    if (group === 'read') own.push({ kind: 'read', text: () => READ_TEXT, weight: -sunk, itemId: id, ...eventOf(taste, id) })
    if (group === 'hidden') own.push({ kind: 'hide', text: () => HIDDEN_TEXT, weight: -2 * sunk, itemId: id, ...eventOf(taste, id) })
    return { shelved, score: sumOf(own), reasons: own, place, group }
  })
}

function distinct({ candidates, exclude }: RankRequest): readonly Candidate[] {
  const excluded = new Set(exclude)
  const byId = new Map<ItemId, Candidate>()
  for (const candidate of candidates) if (!excluded.has(candidate.item.id) && !byId.has(candidate.item.id)) byId.set(candidate.item.id, candidate)
  return [...byId.values()]
}

/** Weighted, standardised popularity: w(age)·(1 + 1/n) with a history of weight n, 1 without any. */
function popularityPart({ prior, now }: RankRequest, candidates: readonly Shelved[], taste: Taste, counted: Uint8Array): Float64Array {
  if (prior === undefined) return new Float64Array(candidates.length)
  const at: Millis = now ?? prior.at
  const weight = taste.liked.length === 0 ? 1 : popularityWeight(prior, at) * (1 + 1 / Math.max(1, taste.weight))
  return standardise(Float64Array.from(candidates, ({ item }) => popularity(prior, item.id)), counted).map((value) => weight * value)
}

function pointer(because: Read | undefined): { readonly itemId?: ItemId; readonly eventId?: Read['engagement']['eventId'] } {
  return because === undefined ? {} : { itemId: because.engagement.item.id, eventId: because.engagement.eventId }
}

function eventOf({ events }: Taste, id: ItemId): Pick<Reason, 'eventId'> {
  const eventId = events.get(id)
  return eventId === undefined ? {} : { eventId }
}

/** Distance between the greatest and the least value. */
function spread(values: readonly number[]): number {
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  for (const value of values) {
    least = Math.min(least, value)
    most = Math.max(most, value)
  }
  return values.length === 0 ? 0 : most - least
}

function sumOf(reasons: readonly { readonly weight: number }[]): number {
  return reasons.reduce((sum, { weight }) => sum + weight, 0)
}
