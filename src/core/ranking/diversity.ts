import { createCalibration } from './calibration.js'
import type { ListLimits } from './formula.js'
import type { Shelved } from './shelved.js'
import type { VectorPool } from '../embedding/vector-pool.js'

/** A candidate with its score, as list making sees it. */
export interface Scored {
  readonly shelved: Shelved
  readonly score: number
}

/**
 * Makes a list from candidates in order of score, in standard deviations: maximal marginal relevance (Carbonell and Goldstein 1998) over the first positions,
 * one of each group of near-duplicates before the others, and no category above its share of the positions filled so far while another is left.
 * Where the limits calibrate, its categories keep near to `shares`, the visitor's own.
 * Everything that comes in comes out, once; what is beyond the first positions keeps its order.
 */
export function diversify<T extends Scored>(ranked: readonly T[], vectors: VectorPool, limits: ListLimits, shares: ReadonlyMap<string, number> = new Map()): readonly T[] {
  if (ranked.length < 3) return ranked
  const pool = ranked.slice(0, limits.diversePool)
  const rest = ranked.slice(limits.diversePool)
  const likeness = createLikeness(pool.map(({ shelved }) => shelved), vectors)
  const nearest = new Float64Array(pool.length)
  const perCategory = new Map<string, number>()
  const taken = new Set<number>()
  const list: T[] = []
  const calibration = limits.calibration > 0 && shares.size > 0 ? createCalibration(shares) : undefined
  const positions = Math.min(limits.diversePositions, pool.length)
  while (list.length < positions) {
    const most = Math.ceil(limits.categoryShare * (list.length + 1))
    const at = choose(pool, taken, (i) => {
      const category = pool[i]?.shelved.item.category
      const full = category !== undefined && (perCategory.get(category) ?? 0) >= most
      const repeated = (nearest[i] ?? 0) >= limits.nearDuplicate
      return limits.lambda * (pool[i]?.score ?? 0) - (1 - limits.lambda) * (nearest[i] ?? 0) - (calibration === undefined ? 0 : limits.calibration * calibration.divergenceWith(category)) - (repeated ? 2 * BROKEN : 0) - (full ? BROKEN : 0)
    })
    const chosen = pool[at]
    if (chosen === undefined) break
    taken.add(at)
    list.push(chosen)
    const { category } = chosen.shelved.item
    if (category !== undefined) perCategory.set(category, (perCategory.get(category) ?? 0) + 1)
    calibration?.take(category)
    const alike = likeness(chosen.shelved)
    for (let i = 0; i < nearest.length; i++) nearest[i] = Math.max(nearest[i] ?? 0, alike[i] ?? 0)
  }
  return [...list, ...pool.filter((_, i) => !taken.has(i)), ...rest]
}

/** More than any score, so that a rule is broken only when every candidate left breaks it; repeating a story is worse than repeating a subject. */
const BROKEN = 1e9

function choose(pool: readonly unknown[], taken: ReadonlySet<number>, value: (i: number) => number): number {
  let best = -1
  let most = Number.NEGATIVE_INFINITY
  for (let i = 0; i < pool.length; i++) {
    if (taken.has(i)) continue
    const here = value(i)
    if (here > most) {
      most = here
      best = i
    }
  }
  return best
}

/** Centred cosines with each of these; 1 for the same title, 0 where one has no vector. */
function createLikeness(others: readonly Shelved[], vectors: VectorPool): (one: Shelved) => Float64Array {
  const rows = others.flatMap(({ index }, row) => (index < 0 ? [] : [row]))
  const places = Int32Array.from(rows, (row) => others[row]?.index ?? 0)
  return ({ item: { title }, vector }) => {
    const alike = new Float64Array(others.length)
    if (vector !== undefined) vectors.dots(vector, places).forEach((cosine, k) => { alike[rows[k] ?? 0] = cosine })
    for (let row = 0; row < alike.length; row++) if (others[row]?.item.title === title) alike[row] = 1
    return alike
  }
}
