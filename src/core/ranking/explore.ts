import { seededRandom } from '../measurement/seeded-random.js'
import { normalTail } from '../privacy/normal.js'

/** What exploration needs: a seed that lasts as long as the list should, and how unsure the scores are. */
export interface Exploration {
  readonly seed: number
  /** Standard deviation of one score, in its own unit. */
  readonly deviation: number
}

export interface Explored {
  readonly order: readonly number[]
  /** Probability of what stands at each explored position, by the item there; 1 for all others. */
  readonly propensities: ReadonlyMap<number, number>
}

/** Limits of exploration. */
export const EXPLORATION = {
  /** Positions, from 0, that are drawn: never the first, and the second only in a long list. Each needs as many items behind it as the pool holds. */
  positions: [3, 8],
  /** Items among which one is drawn: the one due and those next in line. */
  pool: 8,
  /** Least share of the draw that is uniform, so that every item of the pool has a propensity that can be divided by. */
  floor: 0.1,
} as const

/**
 * Fills one or two positions by Thompson sampling (Thompson 1933): each item of the pool with the probability that its score, drawn from a normal
 * distribution around it, is the largest, mixed with a uniform floor. The probability is computed, not simulated, so that it can be logged exactly.
 * Propensities are conditional on the positions above.
 */
export function explore(order: readonly number[], totals: Float64Array, { seed, deviation }: Exploration): Explored {
  const list = [...order]
  const propensities = new Map<number, number>()
  const random = seededRandom(seed)
  for (const position of EXPLORATION.positions) {
    const drawn = random()
    if (list.length < position + EXPLORATION.pool) continue
    const pool = list.slice(position, position + EXPLORATION.pool)
    const chances = chancesOf(pool.map((at) => totals[at] ?? 0), deviation)
    let sum = 0
    const picked = chances.findIndex((chance) => (sum += chance) > drawn)
    const chosen = pool[picked === -1 ? pool.length - 1 : picked]
    if (chosen === undefined) continue
    list.splice(list.indexOf(chosen, position), 1)
    list.splice(position, 0, chosen)
    propensities.set(chosen, chances[picked === -1 ? pool.length - 1 : picked] ?? 1)
  }
  return { order: list, propensities }
}

/** Chance of each mean to be the largest draw, with the floor mixed in; they add up to 1. */
export function chancesOf(means: readonly number[], deviation: number): readonly number[] {
  const wins = deviation > 0 ? thompson(means, deviation) : means.map((mean, i) => (means.indexOf(Math.max(...means)) === i && Number.isFinite(mean) ? 1 : 0))
  const total = wins.reduce((sum, win) => sum + win, 0)
  return wins.map((win) => (1 - EXPLORATION.floor) * (total > 0 ? win / total : 1 / wins.length) + EXPLORATION.floor / wins.length)
}

const STEPS = 160

/** ∫ φ(x − mᵢ) Π Φ(x − mⱼ) dx by the midpoint rule over where any draw may fall. */
function thompson(means: readonly number[], deviation: number): readonly number[] {
  const low = Math.min(...means) - 4 * deviation
  const width = (Math.max(...means) + 4 * deviation - low) / STEPS
  const wins = new Float64Array(means.length)
  const heights = new Float64Array(means.length)
  const below = new Float64Array(means.length)
  for (let step = 0; step < STEPS; step++) {
    const at = low + (step + 0.5) * width
    let all = 1
    for (let i = 0; i < means.length; i++) {
      const z = (at - (means[i] ?? 0)) / deviation
      const height = Math.exp(-0.5 * z * z)
      const chance = Math.max(1e-12, normalTail(-z, height))
      heights[i] = height
      below[i] = chance
      all *= chance
    }
    for (let i = 0; i < wins.length; i++) wins[i] = (wins[i] ?? 0) + ((heights[i] ?? 0) * all) / (below[i] ?? 1)
  }
  return Array.from(wins)
}
