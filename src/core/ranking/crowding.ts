import { keepGreatest } from '../embedding/greatest.js'
import type { VectorPool } from '../embedding/vector-pool.js'

/** Limits of what is known of a vector's surroundings. */
export const CROWDING = {
  /** Items, evenly spaced over the catalog, that a vector is compared with: a few hundred tell a crowd from a desert as well as all. */
  references: 256,
  /** Fewer tell more about themselves than about the surroundings: then nothing is corrected. */
  least: 100,
  /** Share of them, the nearest, whose mean cosine is the crowding. */
  nearest: 0.05,
} as const

/** Cosine from which two vectors are one and the same text. */
const SAME = 0.999

/**
 * How crowded it is around a vector: its mean cosine to the nearest twentieth of the references, itself left out; 0 with too few of them.
 * What lies in a crowd is near to everything (hubness: Radovanović and others 2010); taking part of the crowding of both ends from a cosine,
 * as cross-domain local scaling does (Conneau and others 2018), leaves what is particular to the pair.
 */
export function createCrowding(pool: VectorPool, places: readonly number[]): (vector: Float32Array) => number {
  const step = Math.max(1, places.length / CROWDING.references)
  const references = Int32Array.from({ length: Math.min(places.length, CROWDING.references) }, (_, i) => places[Math.floor(i * step)] ?? 0)
  const known = new WeakMap<Float32Array, number>()
  const nearest = new Float64Array(Math.ceil(CROWDING.nearest * references.length))
  const measure = (vector: Float32Array): number => {
    const held = keepGreatest(pool.dots(vector, references), nearest, SAME)
    let sum = 0
    for (let i = nearest.length - held; i < nearest.length; i++) sum += nearest[i] ?? 0
    return sum / Math.max(1, held)
  }
  if (references.length < CROWDING.least) return () => 0
  return (vector) => {
    const before = known.get(vector)
    if (before !== undefined) return before
    const crowding = measure(vector)
    known.set(vector, crowding)
    return crowding
  }
}
