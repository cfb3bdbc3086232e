import { MICRO } from './micro-epsilon.js'

/**
 * The most that someone who held a suspicion with probability `before` can hold it with after reports of this much ε:
 * the odds grow at most by e^ε. ε in integer micro-ε; probabilities from 0 to 1.
 */
export function mostSuspicion(microEpsilon: number, before = 0.5): number {
  const grown = before * Math.exp(microEpsilon / MICRO)
  return grown / (grown + 1 - before)
}

/** The least that it can become. */
export function leastSuspicion(microEpsilon: number, before = 0.5): number {
  const shrunk = before * Math.exp(-microEpsilon / MICRO)
  return shrunk / (shrunk + 1 - before)
}

/** Digits after the point that say a probability as a percentage without calling certain what is not: none, but near an end as many as show one digit of what is missing. */
export function percentDigits(probability: number): number {
  const missing = Math.min(probability, 1 - probability) * 100
  return missing === 0 || missing >= 1 ? 0 : Math.min(20, -Math.floor(Math.log10(missing)))
}

/** A probability in words that never say certain of what is not: `73 %`, `99.9994 %`. */
export function percent(probability: number): string {
  return `${(probability * 100).toFixed(percentDigits(probability))} %`
}
