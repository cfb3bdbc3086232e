import type { Embedding } from '../embedding/space.js'
import { type Item, type ItemId, itemText } from '../item.js'
import { createLexicon, type Lexicon } from '../text/lexicon.js'
import { dotSparse } from '../text/sparse-vector.js'
import type { Candidate } from './candidate.js'
import type { Centre } from './centre.js'
import type { RankRequest } from './rank-request.js'
import { rankWithoutReason } from './counterfactual.js'
import { leastOfBest } from './least-of-best.js'
import { cosinesAlong, createLineups, type Lineup } from './lineup.js'
import { makeList, rankedItem } from './list.js'
import type { Part } from './parts.js'
import type { RankedItem } from './ranking.js'
import { scoreCandidates, type Scores } from './score.js'
import { type FeatureTable, featureTable } from './scorer/feature-table.js'
import { createShelf, type Shelf } from './shelf.js'
import { dimensionsOf } from './centre.js'
import { createPlainPool, type CreateVectorPool } from '../embedding/vector-pool.js'

/** What every visitor's ranking rests on. */
export interface RankerGround {
  readonly centre: Centre
  /** The words of another collection than the catalog, e.g. where that is one of many samples; default: those of the catalog. */
  readonly lexicon?: Lexicon
  /** Items prepared at once rather than at the first ranking: the surroundings that vectors are seen in. Its order breaks ties. May be left out. */
  readonly catalog?: readonly Candidate[]
  /** Where vectors are kept and compared; default: in plain JavaScript. */
  readonly createPool?: CreateVectorPool
  /** Likenesses kept, a row of them for each item read; more for an evaluation over many visitors. */
  readonly affinityNumbers?: number
}

/** Scores by column, without sentences: what an evaluation measures. */
export interface Measured {
  readonly ids: readonly ItemId[]
  readonly relevance: Float64Array
  /** The same with what was read or hidden sinking: what the list is made from. */
  readonly totals: Float64Array
  readonly parts: readonly Part[]
}

/** Ranks again and again over one catalog; what does not change between two clicks is kept. */
export interface Ranker {
  /**
   * The candidates in the order in which the visitor should see them, each with the reasons whose weights add up to its score.
   * Fresh items come first as list making orders them, then items already read, then hidden ones; nothing is dropped but what is excluded or beyond `limit`.
   * Where nothing is known, and where nothing tells the candidates apart, the given order stays and the reasons are empty.
   */
  rank(request: RankRequest): readonly RankedItem[]
  /** Every candidate's score before list making, in the order given. */
  scores(request: RankRequest): readonly RankedItem[]
  /** The same by column, and also without what was read or hidden sinking. */
  measure(request: RankRequest): Measured
  /** One candidate with all its reasons, each with the rank by score without it, and its own rank; undefined where it is not among the candidates. */
  explained(request: RankRequest, id: ItemId): (RankedItem & { readonly rank: number }) | undefined
  /** What a scorer is asked about: the published features of every candidate. */
  features(request: RankRequest): FeatureTable
  /** Mean direction of the items on a topic, by its key; undefined where none has a vector. */
  topic(key: string): Float32Array | undefined
  /** An embedding as the scores see it: centred, of unit length; undefined where it is not finite or of another length. */
  direction(embedding: Embedding): Float32Array | undefined
  /** Candidates by likeness to an item: centred cosine where both have vectors, else the cosine of their words. The item itself is left out; ties by id. */
  similar(item: Item, candidates: readonly Candidate[], limit?: number): readonly { readonly id: ItemId; readonly score: number }[]
}

export function createRanker({ centre, lexicon: other, catalog = [], createPool = createPlainPool, affinityNumbers }: RankerGround): Ranker {
  const lexicon = other ?? createLexicon(catalog.map(({ item }) => itemText(item)))
  const shelf = createShelf(centre, lexicon, createPool(dimensionsOf(centre), catalog.length), affinityNumbers)
  const lineUp = createLineups(shelf.place)
  const scoresOf = (request: RankRequest): Scores => scoreCandidates(shelf, lineUp(request.candidates, request.exclude), request)
  const places = new Map<ItemId, number>()
  for (const [place, { item, embedding }] of catalog.entries()) {
    shelf.place(item, embedding, other === undefined ? lexicon.vectorOf(place) : undefined)
    if (!places.has(item.id)) places.set(item.id, places.size)
  }
  shelf.survey()
  return {
    scores(request) {
      const scores = scoresOf(request)
      return scores.shelved.map((_, at) => rankedItem(scores, at))
    },
    measure(request) {
      const { shelved, relevance, totals, parts } = scoresOf(request)
      return { ids: shelved.map(({ item }) => item.id), relevance, totals, parts }
    },
    explained(request, id) {
      const scores = scoresOf(request)
      const at = scores.shelved.findIndex(({ item }) => item.id === id)
      return at === -1 ? undefined : { ...rankedItem(scores, at, true), rank: rankWithoutReason(scores.totals, at, 0) }
    },
    rank(request) {
      const scores = scoresOf(request)
      return makeList(scores, request, (at) => places.get(scores.shelved[at]?.item.id ?? ('' as ItemId)) ?? places.size + at)
    },
    features: (request) => featureTable(shelf, lineUp(request.candidates, request.exclude), request),
    topic: (key) => shelf.topic(key),
    direction: (embedding) => shelf.centred(embedding),
    similar: (item, candidates, limit = candidates.length) => similar(shelf, item, lineUp(candidates), limit),
  }
}

/** One ranking without a kept ranker. */
export function rank(request: RankRequest & RankerGround): readonly RankedItem[] {
  return createRanker(request).rank(request)
}

function similar(shelf: Shelf, item: Item, lineup: Lineup, limit: number): readonly { readonly id: ItemId; readonly score: number }[] {
  const own = lineup.positions.get(item.id)
  const target = (own === undefined ? undefined : lineup.shelved[own]) ?? shelf.place(item)
  const cosines = target.vector === undefined ? undefined : cosinesAlong(lineup, shelf.pool, target.vector)
  const scores = Float64Array.from(lineup.shelved, ({ vector, words }, at) => (vector === undefined || cosines === undefined ? dotSparse(target.words, words) : (cosines[at] ?? 0)))
  // The item itself stands below all others.
  if (own !== undefined) scores[own] = Number.NEGATIVE_INFINITY
  const least = leastOfBest(scores, limit)
  return lineup.shelved
    .flatMap(({ item: { id } }, at) => (at !== own && (scores[at] ?? 0) >= least ? [{ id, score: scores[at] ?? 0 }] : []))
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
    .slice(0, limit)
}
