import { dotSparse } from '../text/sparse-vector.js'
import { dot } from './affinities.js'
import type { RankRequest } from './candidate.js'
import { FORMULA } from './formula.js'
import type { Shelf, Shelved } from './shelf.js'
import { standardise } from './standardise.js'

/** What a query adds to each candidate, by meaning and by words, in standard deviations; zeros without a query. */
export interface QueryParts {
  readonly meaning: Float64Array
  readonly words: Float64Array
}

export function queryParts(shelf: Shelf, { query, queryEmbedding }: RankRequest, candidates: readonly Shelved[]): QueryParts {
  if (query === undefined || query.trim() === '') return { meaning: new Float64Array(candidates.length), words: new Float64Array(candidates.length) }
  const asked = shelf.lexicon.vector(query)
  const vector = queryEmbedding === undefined ? undefined : shelf.centred(queryEmbedding)
  const meaning = Float64Array.from(candidates, (candidate) => (candidate.vector === undefined || vector === undefined ? Number.NaN : dot(candidate.vector, vector)))
  const words = Float64Array.from(candidates, (candidate) => dotSparse(candidate.words, asked))
  return {
    meaning: standardise(meaning).map((value) => FORMULA.queryMatch * value),
    words: standardise(words).map((value) => FORMULA.queryWords * value),
  }
}
