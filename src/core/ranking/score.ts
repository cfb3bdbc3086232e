import { engagements } from '../history/engagement.js'
import type { ItemId } from '../item.js'
import { ruleParts } from './apply-rules.js'
import type { Candidate, RankRequest } from './candidate.js'
import { collaborativePart } from './collaborative.js'
import { categoryFeature, hideCosts, matchFeature, wordsFeature } from './features.js'
import { FORMULA } from './formula.js'
import { addPart, type Part } from './parts.js'
import { popularityPart } from './popularity.js'
import { queryParts } from './query.js'
import { categorySaying, hideSaying, meaningSaying, wordsSaying } from './sayings.js'
import type { Shelf, Shelved } from './shelf.js'
import { standardise } from './standardise.js'
import { createTaste, type Taste } from './taste.js'
import { inEnglish, type Word } from './wording.js'

export type Group = 'fresh' | 'read' | 'hidden'

/** Every candidate's score: the sum of the parts, added in their order. */
export interface Scores {
  readonly shelved: readonly Shelved[]
  readonly taste: Taste
  /** What speaks for a candidate, before what the visitor has read or hidden sinks. */
  readonly relevance: Float64Array
  readonly totals: Float64Array
  readonly parts: readonly Part[]
  readonly groups: readonly Group[]
  /** The language that reasons are given in. */
  readonly word: Word
}

/** Scores every candidate, in the order given (of two with one id the first counts). The evaluation measures `relevance`. */
export function scoreCandidates(shelf: Shelf, request: RankRequest): Scores {
  const shelved = distinct(request).map(({ item, embedding }) => shelf.place(item, embedding))
  const taste = createTaste(engagements(request.history), shelf, { hidden: request.hidden ?? [], chosen: request.chosen, prior: request.prior?.topics })
  const groups = shelved.map(({ item }): Group => (taste.hidden.has(item.id) ? 'hidden' : taste.read.has(item.id) ? 'read' : 'fresh'))
  const counted = Uint8Array.from(groups, (group) => (group === 'fresh' ? 1 : 0))
  const parts = [...queryParts(shelf, request, shelved), ...contentParts(shelf, request, shelved, taste, counted), collaborativePart(request, shelved, taste, counted), popularityPart(request, shelved, taste, counted), hidePart(shelved, taste, groups), ...ruleParts(request.rules ?? [], shelved)].filter((part) => part !== undefined)
  const relevance = new Float64Array(shelved.length)
  for (const part of parts) addPart(relevance, part)
  const totals = Float64Array.from(relevance)
  const sunk = 1 + spread(relevance)
  const sinks: readonly Part[] = [
    { kind: 'read', values: Float64Array.from(groups, (group) => (group === 'read' ? -sunk : 0)), says: () => ({ code: 'read' }), because: (i) => taste.reads.get(shelved[i]?.item.id ?? '') },
    { kind: 'hide', values: Float64Array.from(groups, (group) => (group === 'hidden' ? -2 * sunk : 0)), says: () => ({ code: 'hidden' }), because: (i) => taste.reads.get(shelved[i]?.item.id ?? '') },
  ]
  for (const part of sinks) addPart(totals, part)
  return { shelved, taste, relevance, totals, parts: [...parts, ...sinks], groups, word: request.word ?? inEnglish }
}

function contentParts(shelf: Shelf, { weights }: RankRequest, shelved: readonly Shelved[], taste: Taste, counted: Uint8Array): readonly Part[] {
  const match = matchFeature(shelved, taste, shelf)
  const scaled = (values: Float64Array, weight: number): Float64Array => standardise(values, counted).map((value) => weight * value)
  const meaning = scaled(match.values, FORMULA.match * (weights?.meaning ?? 1))
  const nearest = (i: number) => taste.liked[match.nearest[i] ?? -1]
  return [
    { kind: 'meaning', values: meaning, says: (i) => meaningSaying(meaning[i] ?? 0, nearest(i), taste), because: nearest },
    { kind: 'category', values: scaled(categoryFeature(shelved, taste), FORMULA.category * (weights?.category ?? 1)), says: (i) => categorySaying(shelved[i]?.item.category ?? '', taste) },
    { kind: 'words', values: scaled(wordsFeature(shelved, taste), FORMULA.words * (weights?.words ?? 1)), says: (i) => wordsSaying(shelved[i], taste, shelf.lexicon) },
  ]
}

function hidePart(shelved: readonly Shelved[], taste: Taste, groups: readonly Group[]): Part | undefined {
  if (taste.hides.length === 0) return undefined
  const { costs, nearest } = hideCosts(shelved, taste)
  const because = (i: number) => taste.hides[nearest[i] ?? -1]
  return { kind: 'hide', values: costs.map((cost, i) => (groups[i] === 'hidden' ? 0 : -cost)), says: (i) => hideSaying(because(i)), because }
}

function distinct({ candidates, exclude }: RankRequest): readonly Candidate[] {
  const excluded = new Set(exclude)
  const seen = new Set<ItemId>()
  return candidates.filter(({ item: { id } }) => {
    if (excluded.has(id) || seen.has(id)) return false
    seen.add(id)
    return true
  })
}

/** Distance between the greatest and the least value. */
function spread(values: Float64Array): number {
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (value < least) least = value
    if (value > most) most = value
  }
  return values.length === 0 ? 0 : most - least
}
