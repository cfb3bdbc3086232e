import { laplaceVariance, noiseScale } from '../privacy/dap/discrete-laplace.js'
import { normalQuantile } from '../privacy/normal.js'
import { toNumber } from '../privacy/rational.js'
import { parameters } from '../privacy/subset-selection.js'

/** What can be planned: orders in one list, shares of browsers by arm, and amounts by arm: of every browser, or of those that buy. */
export const PLANNED = ['preference', 'conversion', 'click', 'return', 'value', 'order-value', 'lifetime-value'] as const

/** What is to be found out, and how answers travel. Shares are 0 to 1; a lift is relative: 0.05 is 5 % more. */
export interface Question {
  /** `preference`: the share of wins among browsers that decide. The others: the rate, or the mean, by arm. */
  readonly measure: (typeof PLANNED)[number]
  readonly mode: 'local' | 'dap'
  /** Rate in the original arm; of an amount, its mean: per browser of `value`, per buyer of the others. */
  readonly base: number
  /** Of an amount: its standard deviation; of `value` those who buy nothing included. */
  readonly deviation?: number
  /** Of `order-value` and `lifetime-value`: the share of browsers that buy at all. */
  readonly buyers?: number
  /** Share of browsers in the original order; 0.5 is half. */
  readonly holdout: number
  readonly numerator?: number
  readonly denominator?: number
  /** In micro-ε, for DAP. */
  readonly microEpsilon?: number
}

export interface Plan {
  /** Reports needed to find the lift with 80 % power at 5 %, two-sided. */
  readonly needed: number
  /** The smallest lift that so many reports can find, where a number of reports was given. */
  readonly detectable?: number
  /** False: do not start; what would come out is noise. */
  readonly enough?: boolean
}

const POWER = 0.8
const LEVEL = 0.05
const MOST_LIFT = 100

/**
 * Sample size of a comparison of two arms, or of wins against losses (two-sided z-test; the variances are those of the
 * mechanism). The estimand is browser-epochs. `lift` of a preference is the share of wins less one half, times two.
 */
export function plan(question: Question, lift: number, reports?: number): Plan {
  const needed = Math.ceil(reportsFor(question, lift))
  if (reports === undefined) return { needed }
  const detectable = smallestLift(question, reports)
  return { needed, detectable, enough: reports >= needed }
}

/** Why a question cannot be asked at all, in words; undefined where it can. */
export function planFault({ measure, mode, base, holdout, deviation, buyers }: Question, lift: number): string | undefined {
  if (!(lift > 0 && lift <= MOST_LIFT)) return 'a lift is above 0'
  if (!(holdout > 0 && holdout < 1)) return 'a holdout is between 0 and 1'
  if (isAmount(measure)) {
    if (mode === 'local') return 'order value is for DAP only: locally its buckets would need tens of millions of browsers'
    if (measure !== 'value' && !((buyers ?? 0) > 0 && (buyers ?? 0) <= 1)) return 'a value per buyer needs the share of browsers that buy'
    return base > 0 && (deviation ?? 0) > 0 ? undefined : 'an amount needs its mean and its standard deviation'
  }
  if (measure !== 'preference' && !(base > 0 && base * (1 + lift) < 1)) return 'a rate and its lifted rate are between 0 and 1'
  return measure === 'preference' && lift >= 1 ? 'a preference has a lift below 1: 0.1 is 55 to 45' : undefined
}

function reportsFor(question: Question, lift: number): number {
  const square = (normalQuantile(1 - LEVEL / 2) + normalQuantile(POWER)) ** 2
  const { measure, base, holdout } = question
  if (measure === 'preference') {
    const wins = (1 + lift) / 2
    // Win or loss: the difference of both shares is twice the share of wins, less one.
    return withNoise(question, 4 * (square * varianceOf(question, wins)) / lift ** 2, (square * 4 * noiseOf(question)) / lift ** 2)
  }
  if (isAmount(measure)) {
    // Only buyers tell of a value per buyer, so it takes as many browsers as hold that many buyers.
    const spread = (question.deviation ?? 0) ** 2 / (measure === 'value' ? 1 : (question.buyers ?? 1))
    return (square * (spread / holdout + spread / (1 - holdout))) / (lift * base) ** 2
  }
  const effect = (lift * base) ** 2
  const sampling = (square * (varianceOf(question, base) / holdout + varianceOf(question, base * (1 + lift)) / (1 - holdout))) / effect
  return withNoise(question, sampling, (square * noiseOf(question) * (1 / holdout ** 2 + 1 / (1 - holdout) ** 2)) / effect)
}

function isAmount(measure: Question['measure']): boolean {
  return measure === 'value' || measure === 'order-value' || measure === 'lifetime-value'
}

/** Solves n = sampling + noise/n: aggregators' noise is the same however many reports they add. */
function withNoise({ mode }: Question, sampling: number, noise: number): number {
  return mode === 'local' ? sampling : sampling / 2 + Math.sqrt(sampling ** 2 / 4 + noise)
}

/** Variance of one browser's part in the estimate of a share: its own, and in local mode that of a binary randomised answer. */
function varianceOf({ mode, numerator = 19, denominator = 7 }: Question, share: number): number {
  if (mode === 'dap') return share * (1 - share)
  const mechanism = parameters(2, numerator, denominator)
  const [p, q] = [toNumber(mechanism.p), toNumber(mechanism.q)]
  const named = share * p + (1 - share) * q
  return (named * (1 - named)) / (p - q) ** 2
}

function noiseOf({ mode, microEpsilon = 1_000_000 }: Question): number {
  return mode === 'dap' ? 2 * laplaceVariance(noiseScale(microEpsilon)) : 0
}

function smallestLift(question: Question, reports: number): number {
  const most = question.measure === 'preference' ? 1 - 1e-9 : isAmount(question.measure) ? MOST_LIFT : Math.min(MOST_LIFT, 1 / question.base - 1 - 1e-9)
  if (reportsFor(question, most) > reports) return Infinity
  let [low, high] = [0, most]
  for (let step = 0; step < 80; step += 1) {
    const middle = (low + high) / 2
    if (middle > 0 && reportsFor(question, middle) <= reports) high = middle
    else low = middle
  }
  return high
}
