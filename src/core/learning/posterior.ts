import { LEARNT, SHIPPED_WEIGHTS, type LearntFeature, type Weights } from '../ranking/weights.js'

/** One item that might have been chosen: what each feature gave it, in the units of the score, and how many such items it stands for. */
export interface Offer extends Readonly<Record<LearntFeature, number>> {
  readonly standsFor: number
}

/** One choice of the visitor. */
export interface Choice {
  /** How much it says: 1 for a click that was read, less for one that was hardly looked at or stands in a crowd. */
  readonly weight: number
  /** The chosen item first. */
  readonly offered: readonly Offer[]
}

/** What was learnt so far, and whether it foretells the visitor's choices better than the shipped weights. */
export interface Learnt {
  /** The weights to rank by: the posterior's where it has earned it, else the shipped ones. */
  readonly weights: Weights
  readonly using: 'prior' | 'posterior'
  readonly posterior: Weights
  /** Standard deviation of each posterior weight. */
  readonly deviations: Weights
  readonly choices: number
  /** Mean surprise (nats) at each choice before it was learnt from, under both. */
  readonly surprise: { readonly prior: number; readonly posterior: number }
}

/** Limits of learning. */
export const LEARNING = {
  /** Choices' worth of trust in the shipped weights. */
  priorPrecision: 12,
  /** Largest move of a weight by one choice. */
  step: 0.03,
  /** No weight leaves these multiples of the shipped one, whatever is clicked: none is ever turned round. */
  least: 0.5,
  most: 1.75,
  /** Choices before the posterior may be used. */
  patience: 20,
  /** Standard errors by which the posterior must have been less surprised. */
  margin: 1,
} as const

/**
 * Bayesian conditional logit over multiples of the shipped weights: normal prior around 1, one Newton step a choice with its curvature as precision
 * (Laplace, diagonal; after Chapelle and Li 2011), each step and each weight bounded. What was drawn from the catalog counts for what it stands
 * for (importance sampling, Bengio and Senécal 2008). Every choice is first foretold by both weights and then
 * learnt from (progressive validation, Blum, Kalai and Langford 1999); the posterior is used only where it has foretold better.
 */
export function learn(choices: readonly Choice[]): Learnt {
  const mean: Record<LearntFeature, number> = { ...SHIPPED_WEIGHTS }
  const precision: Record<LearntFeature, number> = { meaning: LEARNING.priorPrecision, category: LEARNING.priorPrecision, words: LEARNING.priorPrecision, popularity: LEARNING.priorPrecision, collaborative: LEARNING.priorPrecision }
  const gains: number[] = []
  let prior = 0
  let posterior = 0
  for (const { weight, offered } of choices) {
    const chances = chancesOf(offered, mean)
    const before = surpriseAt(chancesOf(offered, SHIPPED_WEIGHTS))
    const after = surpriseAt(chances)
    prior += before
    posterior += after
    gains.push(weight * (before - after))
    for (const feature of LEARNT) {
      const expected = offered.reduce((sum, item, i) => sum + (chances[i] ?? 0) * item[feature], 0)
      const spread = offered.reduce((sum, item, i) => sum + (chances[i] ?? 0) * (item[feature] - expected) ** 2, 0)
      precision[feature] += weight * spread
      const slope = weight * ((offered[0]?.[feature] ?? 0) - expected)
      mean[feature] = within(mean[feature] + Math.max(-LEARNING.step, Math.min(LEARNING.step, slope / precision[feature])))
    }
  }
  const n = choices.length
  const gain = gains.reduce((sum, one) => sum + one, 0) / Math.max(1, n)
  const error = Math.sqrt(gains.reduce((sum, one) => sum + (one - gain) ** 2, 0) / Math.max(1, n - 1) / Math.max(1, n))
  const using = n >= LEARNING.patience && gain > LEARNING.margin * error ? 'posterior' : 'prior'
  const deviation = (feature: LearntFeature): number => 1 / Math.sqrt(precision[feature])
  return {
    weights: using === 'posterior' ? mean : SHIPPED_WEIGHTS,
    using,
    posterior: mean,
    deviations: { meaning: deviation('meaning'), category: deviation('category'), words: deviation('words'), popularity: deviation('popularity'), collaborative: deviation('collaborative') },
    choices: n,
    surprise: { prior: n === 0 ? 0 : prior / n, posterior: n === 0 ? 0 : posterior / n },
  }
}

function within(weight: number): number {
  return Math.max(LEARNING.least, Math.min(LEARNING.most, weight))
}

function chancesOf(offered: readonly Offer[], weights: Weights): Float64Array {
  const chances = new Float64Array(offered.length)
  let most = Number.NEGATIVE_INFINITY
  offered.forEach((item, i) => {
    let score = Math.log(item.standsFor)
    for (const feature of LEARNT) score += weights[feature] * item[feature]
    chances[i] = score
    most = Math.max(most, score)
  })
  let total = 0
  for (let i = 0; i < chances.length; i++) total += chances[i] = Math.exp((chances[i] ?? 0) - most)
  for (let i = 0; i < chances.length; i++) chances[i] = (chances[i] ?? 0) / total
  return chances
}

/** Nats at the choice of the first. */
function surpriseAt(chances: Float64Array): number {
  return -Math.log(Math.max(1e-9, chances[0] ?? 0))
}
