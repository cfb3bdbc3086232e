import { dotSparse } from '../text/sparse-vector.js'
import type { RankRequest } from './rank-request.js'
import { FORMULA } from './formula.js'
import type { Lineup } from './lineup.js'
import type { Part } from './parts.js'
import type { Shelf } from './shelf.js'
import { standardise } from './standardise.js'
import { querySaying } from './sayings.js'

/**
 * What a query adds to each candidate, by meaning and by words, in standard deviations; nothing without a query. Its words count for as much as the catalog
 * knows of them: standardised, one name out of a sentence in another language would outweigh what the sentence means.
 */
export function queryParts(shelf: Shelf, { query, queryEmbedding }: RankRequest, { shelved, indices }: Lineup): readonly Part[] {
  if (query === undefined || query.trim() === '') return []
  const asked = shelf.lexicon.vector(query)
  const known = shelf.lexicon.known(query)
  const vector = queryEmbedding === undefined ? undefined : shelf.centred(queryEmbedding)
  const meaning = new Float64Array(shelved.length).fill(Number.NaN)
  const placed = indices.filter((index) => index >= 0)
  const cosines = vector === undefined ? undefined : shelf.pool.dots(vector, placed)
  for (let i = 0, k = 0; i < meaning.length; i++) if ((indices[i] ?? -1) >= 0) meaning[i] = cosines?.[k++] ?? Number.NaN
  const words = Float64Array.from(shelved, (candidate) => dotSparse(candidate.words, asked))
  return [
    { kind: 'query', values: standardise(meaning).map((value) => FORMULA.queryMatch * value), says: () => querySaying(query, 'meaning') },
    { kind: 'query', values: standardise(words).map((value) => FORMULA.queryWords * known * value), says: () => querySaying(query, 'words') },
  ]
}
