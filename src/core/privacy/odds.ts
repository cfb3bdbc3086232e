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

/** A probability in words that never say certain of what is not: `73 %`, `99.9994 %`. */
export function percent(probability: number): string {
  for (let digits = 0; digits < 12; digits += 1) {
    const text = (probability * 100).toFixed(digits)
    if (probability === 1 || probability === 0 || (Number(text) > 0 && Number(text) < 100)) return `${text} %`
  }
  return `${String(probability * 100)} %`
}
