import type { Embedding } from '../embedding/space.js'
import { type Item, type ItemId, itemText } from '../item.js'
import type { Lexicon } from '../text/lexicon.js'
import { topicKey } from '../prior/topic-key.js'
import { type Affinities, createAffinities } from './affinities.js'
import { type Centre, dimensionsOf } from './centre.js'
import { createCrowding } from './crowding.js'
import type { Lineup } from './lineup.js'
import { createPlainPool, type VectorPool } from '../embedding/vector-pool.js'
import type { Place, Shelved } from './shelved.js'
import { type Chorus, createSoftMatch, type Voice } from './soft-match.js'

/** Every item met so far, each prepared once, so that a click does not centre and index the catalog again. */
export interface Shelf {
  readonly size: number
  readonly lexicon: Lexicon
  readonly affinities: Affinities
  /** The vectors of all. */
  readonly pool: VectorPool
  /** Takes what is placed so far as the surroundings of every vector. */
  survey(): void
  /** How crowded it is around a vector of the pool's length. */
  crowding(vector: Float32Array): number
  /** Share of a category among the surroundings; 0 before there are any. */
  common(category: string): number
  /** How much voices speak for each candidate. */
  softMatch(lineup: Lineup, voices: readonly Voice[]): Chorus
  /** The prepared item. Without an embedding, the one it was last placed with still serves. */
  readonly place: Place
  /** Mean direction of the items on a topic (a category, by its key); undefined where none of them has a vector. */
  topic(key: string): Float32Array | undefined
  /** An embedding centred by its tier's mean, of unit length; undefined where it is not finite or of another length. */
  centred(embedding: Embedding): Float32Array | undefined
}

interface Placed {
  readonly shelved: Shelved
  readonly embedding: Embedding | undefined
}

export function createShelf(centre: Centre, lexicon: Lexicon, pool: VectorPool = createPlainPool(dimensionsOf(centre), 0), affinityNumbers?: number): Shelf {
  const byId = new Map<ItemId, Placed[]>()
  const topics = new Map<string, { readonly size: number; readonly vector: Float32Array | undefined }>()
  const affinities = createAffinities(pool, affinityNumbers)
  const softMatch = createSoftMatch(affinities)
  let crowding = createCrowding(pool, [])
  let categories: ReadonlyMap<string, number> = new Map()
  let size = 0

  const centred = ({ tier, vector }: Embedding): Float32Array | undefined => {
    const mean = centre[tier]
    if (vector.length !== mean.length) return undefined
    const out = new Float32Array(vector.length)
    let squares = 0
    for (let i = 0; i < out.length; i++) {
      const value = (vector[i] ?? 0) - (mean[i] ?? 0)
      out[i] = value
      squares += value * value
    }
    if (!(squares > 1e-12) || !Number.isFinite(squares)) return undefined
    const scale = 1 / Math.sqrt(squares)
    for (let i = 0; i < out.length; i++) out[i] = (out[i] ?? 0) * scale
    return out
  }

  return {
    lexicon,
    affinities,
    softMatch,
    pool,
    survey() {
      crowding = createCrowding(pool, Array.from({ length: pool.size }, (_, place) => place))
      categories = sharesOf([...byId.values()].flatMap(([newest]) => newest?.shelved.item.category ?? []))
    },
    crowding: (vector) => crowding(vector),
    common: (category) => categories.get(category) ?? 0,
    get size() {
      return size
    },
    centred,
    topic(key) {
      const known = topics.get(key)
      if (known?.size === size) return known.vector
      const vector = meanDirection([...byId.values()].flatMap(([newest]) => (newest?.shelved.vector !== undefined && topicKey(newest.shelved.item.category ?? '') === key ? [newest.shelved.vector] : [])))
      topics.set(key, { size, vector })
      return vector
    },
    place(item, embedding, words) {
      const known = byId.get(item.id) ?? []
      const same = known.find((placed) => sameText(placed.shelved.item, item) && (embedding === undefined || sameVector(placed.embedding, embedding)))
      if (same !== undefined) return same.shelved
      const vector = embedding === undefined ? undefined : centred(embedding)
      const index = vector === undefined ? -1 : pool.keep(vector)
      const kept = pool.at(index)
      const shelved: Shelved = { index, item, ...(kept === undefined ? {} : { vector: kept }), words: words ?? lexicon.vector(itemText(item)) }
      size++
      // The newest first, so that a later call without an embedding finds the latest.
      byId.set(item.id, [{ shelved, embedding }, ...known.slice(0, 2)])
      return shelved
    },
  }
}

function sharesOf(labels: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1)
  return new Map([...counts].map(([label, count]) => [label, count / labels.length]))
}

function meanDirection(vectors: readonly Float32Array[]): Float32Array | undefined {
  const [first] = vectors
  if (first === undefined) return undefined
  const mean = new Float32Array(first.length)
  for (const vector of vectors) for (let i = 0; i < mean.length; i++) mean[i] = (mean[i] ?? 0) + (vector[i] ?? 0)
  const length = Math.hypot(...mean)
  return length > 0 ? mean.map((value) => value / length) : undefined
}

function sameText(a: Item, b: Item): boolean {
  return a === b || (a.title === b.title && a.text === b.text && a.category === b.category && a.provider === b.provider)
}

function sameVector(a: Embedding | undefined, b: Embedding): boolean {
  if (a === b) return true
  if (a === undefined || a.tier !== b.tier) return false
  const [one, other] = [a.vector, b.vector]
  return one === other || (one.length === other.length && one.every((value, i) => Object.is(value, other[i])))
}
