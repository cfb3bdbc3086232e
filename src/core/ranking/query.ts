import { itemText, type Item } from '../item.js'
import { dotSparse } from '../text/sparse-vector.js'
import { tokens } from '../text/tokens.js'
import type { RankRequest } from './rank-request.js'
import { FORMULA } from './formula.js'
import { cosinesAlong, type Lineup } from './lineup.js'
import type { Part } from './parts.js'
import type { Shelf } from './shelf.js'
import { standardise } from './standardise.js'
import { querySaying } from './sayings.js'

/**
 * What a query adds to each candidate, by meaning and by words, in standard deviations; nothing without a query. Its words count for as much as the catalog
 * knows of them: standardised, one name out of a sentence in another language would outweigh what the sentence means.
 */
export function queryParts(shelf: Shelf, { query, queryEmbedding }: RankRequest, lineup: Lineup): readonly Part[] {
  if (query === undefined || query.trim() === '') return []
  const { shelved } = lineup
  const asked = shelf.lexicon.vector(query)
  const { known, each, others } = shelf.lexicon.share(query)
  const vector = queryEmbedding === undefined ? undefined : shelf.centred(queryEmbedding)
  const meaning = vector === undefined ? new Float64Array(shelved.length) : cosinesAlong(lineup, shelf.pool, vector)
  const held = shelved.map(({ item }) => heldBy(item, others))
  const found = new Set(held.flat()).size
  // A word that one item alone has is in no vector; there it weighs what a word of such a text weighs.
  const words = Float64Array.from(shelved, ({ words: own }, at) => known * dotSparse(own, asked) + (each * (held[at]?.length ?? 0)) / Math.sqrt(own.terms.length + 1))
  const heard = Math.hypot(known, each * Math.sqrt(found))
  return [
    { kind: 'query', values: standardise(meaning).map((value) => FORMULA.queryMatch * value), says: () => querySaying(query, 'meaning') },
    { kind: 'query', values: standardise(words).map((value) => FORMULA.queryWords * heard * value), says: () => querySaying(query, 'words') },
  ]
}

/** Those of the words that an item's text has. */
function heldBy(item: Item, words: readonly string[]): readonly string[] {
  if (words.length === 0) return []
  const text = itemText(item)
  const plain = text.normalize('NFKC').toLowerCase()
  // Looked for first: telling every text's words apart would take longer than all the rest.
  const candidates = words.filter((word) => plain.includes(word))
  if (candidates.length === 0) return []
  const has = new Set(tokens(text))
  return candidates.filter((word) => has.has(word))
}
