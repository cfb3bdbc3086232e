import { engagements } from '../history/engagement.js'
import { ruleParts } from './apply-rules.js'
import type { RankRequest } from './rank-request.js'
import { collaborativePart } from './collaborative.js'
import { categoryFeature, hideCosts, matchFeature, wordsFeature } from './features.js'
import { FORMULA } from './formula.js'
import type { Lineup } from './lineup.js'
import { addPart, type Part } from './parts.js'
import { popularityPart } from './popularity.js'
import { queryParts } from './query.js'
import { categorySaying, hideSaying, meaningSaying, wordsSaying } from './sayings.js'
import { scorerPart } from './scorer/scorer-part.js'
import type { Shelf } from './shelf.js'
import type { Shelved } from './shelved.js'
import { standardise } from './standardise.js'
import { createTaste, type Taste } from './taste.js'
import type { VectorPool } from '../embedding/vector-pool.js'
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
  /** Where the candidates' vectors are. */
  readonly pool: VectorPool
  /** The language that reasons are given in. */
  readonly word: Word
}

/** Scores every candidate of a lineup. The evaluation measures `relevance`. */
export function scoreCandidates(shelf: Shelf, lineup: Lineup, request: RankRequest): Scores {
  const { shelved } = lineup
  const taste = createTaste(engagements(request.history), shelf, { hidden: request.hidden ?? [], chosen: request.chosen, prior: request.prior?.topics, pairs: request.prior?.pairs })
  const groups = groupsOf(lineup, taste)
  const counted = countedOf(groups)
  const parts = [...queryParts(shelf, request, lineup), ...contentParts(shelf, request, lineup, taste, counted), collaborativePart(request, shelved, taste, counted), popularityPart(request, shelved, taste, counted), scorerPart(request, shelved, counted), hidePart(shelf, lineup, taste, groups), ...ruleParts(request.rules ?? [], shelved)].filter((part) => part !== undefined)
  const relevance = new Float64Array(shelved.length)
  for (const part of parts) addPart(relevance, part)
  const totals = Float64Array.from(relevance)
  const sunk = 1 + spread(relevance)
  const sinks: readonly Part[] = [
    { kind: 'read', values: sinkOf(groups, 'read', sunk), says: () => ({ code: 'read' }), because: (i) => taste.reads.get(shelved[i]?.item.id ?? '') },
    { kind: 'hide', values: sinkOf(groups, 'hidden', 2 * sunk), says: () => ({ code: 'hidden' }), because: (i) => taste.reads.get(shelved[i]?.item.id ?? '') },
  ]
  for (const part of sinks) addPart(totals, part)
  return { shelved, taste, relevance, totals, parts: [...parts, ...sinks], groups, pool: shelf.pool, word: request.word ?? inEnglish }
}

function groupsOf({ shelved, positions }: Lineup, { read, hidden }: Taste): readonly Group[] {
  const groups = new Array<Group>(shelved.length).fill('fresh')
  for (const [ids, group] of [[read, 'read'], [hidden, 'hidden']] as const) {
    for (const id of ids) {
      const at = positions.get(id)
      if (at !== undefined) groups[at] = group
    }
  }
  return groups
}

/** Which candidates the features are standardised over: those that are fresh; where none is, those read; where all are hidden, these. */
export function countedOf(groups: readonly Group[]): Uint8Array {
  const first = (['fresh', 'read', 'hidden'] as const).find((group) => groups.includes(group))
  const counted = new Uint8Array(groups.length)
  for (let i = 0; i < counted.length; i++) if (groups[i] === first) counted[i] = 1
  return counted
}

function sinkOf(groups: readonly Group[], group: Group, depth: number): Float64Array {
  const values = new Float64Array(groups.length)
  for (let i = 0; i < values.length; i++) if (groups[i] === group) values[i] = -depth
  return values
}

function contentParts(shelf: Shelf, { weights }: RankRequest, lineup: Lineup, taste: Taste, counted: Uint8Array): readonly Part[] {
  const { shelved } = lineup
  const match = matchFeature(lineup, taste, shelf)
  const scaled = (values: Float64Array, weight: number): Float64Array => standardise(values, counted).map((value) => weight * value)
  const meaning = scaled(match.values, FORMULA.match * (weights?.meaning ?? 1))
  const words = scaled(wordsFeature(lineup, taste), FORMULA.words * (weights?.words ?? 1))
  const nearest = (i: number) => taste.liked[match.nearest[i] ?? -1]
  return [
    { kind: 'meaning', values: meaning, says: (i) => meaningSaying(meaning[i] ?? 0, nearest(i), taste), because: nearest },
    { kind: 'category', values: scaled(categoryFeature(lineup, taste, shelf), FORMULA.category * (weights?.category ?? 1)), says: (i) => categorySaying(shelved[i]?.item.category ?? '', taste) },
    { kind: 'words', values: words, says: (i) => wordsSaying(words[i] ?? 0, shelved[i], taste, shelf.lexicon) },
  ]
}

function hidePart(shelf: Shelf, lineup: Lineup, taste: Taste, groups: readonly Group[]): Part | undefined {
  if (taste.hides.length === 0) return undefined
  const { costs, nearest } = hideCosts(lineup, taste, shelf)
  const because = (i: number) => taste.hides[nearest[i] ?? -1]
  return { kind: 'hide', values: costs.map((cost, i) => (groups[i] === 'hidden' ? 0 : -cost)), says: (i) => hideSaying(because(i)), because }
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
