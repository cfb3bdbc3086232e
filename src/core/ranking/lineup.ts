import type { ItemId } from '../item.js'
import type { VectorPool } from '../embedding/vector-pool.js'
import type { Candidate } from './candidate.js'
import type { Place, Shelved } from './shelved.js'

/** The candidates of one ranking, made ready together: what depends on them alone, by column. */
export interface Lineup {
  /** In the order given; of two with one id the first counts. */
  readonly shelved: readonly Shelved[]
  readonly positions: ReadonlyMap<ItemId, number>
  /** Each one's place in the pool; −1 without a vector. */
  readonly indices: Int32Array
  readonly categories: readonly string[]
  /** Each one's place among `categories`; −1 without a category. */
  readonly categoryOf: Int32Array
  /** Words of all, one candidate after the other: those of candidate i lie from `wordsFrom[i]` up to `wordsFrom[i + 1]`. */
  readonly wordsFrom: Uint32Array
  readonly terms: Uint32Array
  readonly termWeights: Float64Array
}

/** Each candidate's cosine with a vector, in their order; NaN for one without a vector. */
export function cosinesAlong({ indices }: Lineup, pool: VectorPool, vector: Float32Array): Float64Array {
  const cosines = pool.dots(vector, indices.filter((index) => index >= 0))
  const along = new Float64Array(indices.length).fill(Number.NaN)
  for (let i = 0, k = 0; i < along.length; i++) if ((indices[i] ?? -1) >= 0) along[i] = cosines[k++] ?? Number.NaN
  return along
}

/** Lines candidates up. The very same list without exclusions, as a catalog is ranked click after click, is lined up once; so no list may change after it was ranked. */
export function createLineups(place: Place): (candidates: readonly Candidate[], exclude?: readonly ItemId[]) => Lineup {
  const known = new WeakMap<readonly Candidate[], Lineup>()
  return (candidates, exclude = []) => {
    if (exclude.length > 0) return lineUp(place, candidates, new Set(exclude))
    const before = known.get(candidates)
    if (before !== undefined) return before
    const lineup = lineUp(place, candidates, new Set())
    known.set(candidates, lineup)
    return lineup
  }
}

function lineUp(place: Place, candidates: readonly Candidate[], excluded: ReadonlySet<ItemId>): Lineup {
  const positions = new Map<ItemId, number>()
  const shelved: Shelved[] = []
  for (const { item, embedding } of candidates) {
    if (excluded.has(item.id) || positions.has(item.id)) continue
    positions.set(item.id, shelved.length)
    shelved.push(place(item, embedding))
  }
  const places = new Map<string, number>()
  const indices = new Int32Array(shelved.length)
  const categoryOf = new Int32Array(shelved.length).fill(-1)
  const wordsFrom = new Uint32Array(shelved.length + 1)
  shelved.forEach(({ index, words, item: { category } }, i) => {
    indices[i] = index
    wordsFrom[i + 1] = (wordsFrom[i] ?? 0) + words.terms.length
    if (category === undefined || category === '') return
    const place = places.get(category) ?? places.size
    places.set(category, place)
    categoryOf[i] = place
  })
  const terms = new Uint32Array(wordsFrom[shelved.length] ?? 0)
  const termWeights = new Float64Array(terms.length)
  shelved.forEach(({ words }, i) => {
    terms.set(words.terms, wordsFrom[i])
    termWeights.set(words.weights, wordsFrom[i])
  })
  return { shelved, positions, indices, categories: [...places.keys()], categoryOf, wordsFrom, terms, termWeights }
}
