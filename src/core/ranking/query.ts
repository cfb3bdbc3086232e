import { dotSparse } from '../text/sparse-vector.js'
import { dot } from './affinities.js'
import type { RankRequest } from './candidate.js'
import { FORMULA } from './formula.js'
import type { Part } from './parts.js'
import type { Shelf, Shelved } from './shelf.js'
import { standardise } from './standardise.js'
import { querySaying } from './sayings.js'

/** What a query adds to each candidate, by meaning and by words, in standard deviations; nothing without a query. */
export function queryParts(shelf: Shelf, { query, queryEmbedding }: RankRequest, candidates: readonly Shelved[]): readonly Part[] {
  if (query === undefined || query.trim() === '') return []
  const asked = shelf.lexicon.vector(query)
  const vector = queryEmbedding === undefined ? undefined : shelf.centred(queryEmbedding)
  const meaning = Float64Array.from(candidates, (candidate) => (candidate.vector === undefined || vector === undefined ? Number.NaN : dot(candidate.vector, vector)))
  const words = Float64Array.from(candidates, (candidate) => dotSparse(candidate.words, asked))
  return [
    { kind: 'query', values: standardise(meaning).map((value) => FORMULA.queryMatch * value), says: () => querySaying(query, 'meaning') },
    { kind: 'query', values: standardise(words).map((value) => FORMULA.queryWords * value), says: () => querySaying(query, 'words') },
  ]
}
