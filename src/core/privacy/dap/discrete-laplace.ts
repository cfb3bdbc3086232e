import type { RandomSource } from '../../powers.js'
import { uniformFrom, type UniformDraw } from '../uniform.js'

/** A scale t/s, exact: P(x) is proportional to e^(−|x|·s/t). */
export interface Scale {
  readonly t: number
  readonly s: number
}

/** Largest t or s, so that every product below stays an exact integer. */
const LARGEST = 2 ** 20

/**
 * The noise that each aggregator adds to each cell: a one-hot answer that is replaced changes two cells by one, so the
 * scale is 2/ε, and ε holds if one of the two aggregators is honest. ε in micro-units, so the scale is exact.
 */
export function noiseScale(microEpsilon: number): Scale {
  const divisor = gcd(2_000_000, microEpsilon)
  return { t: 2_000_000 / divisor, s: microEpsilon / divisor }
}

/**
 * A discrete Laplace variable in exact integers, without floating point (Canonne, Kamath and Steinke 2020, algorithm 2):
 * e^(−1) only ever enters as a coin that is tossed by uniform integers.
 */
export function discreteLaplace(scale: Scale, random: RandomSource): number {
  return drawLaplace(scale, uniformFrom(random))
}

/** The same over a port of uniform integers, so that it can be proved by branching. */
export function drawLaplace({ t, s }: Scale, below: UniformDraw): number {
  if (![t, s].every((term) => Number.isInteger(term) && term >= 1 && term <= LARGEST)) throw new RangeError('a scale is a ratio of integers from 1 to 2^20')
  for (;;) {
    const u = below(t)
    if (!coin(u, t, below)) continue
    let v = 0
    while (coin(1, 1, below)) v += 1
    const magnitude = Math.floor((u + t * v) / s)
    const negative = below(2) === 1
    if (negative && magnitude === 0) continue
    return negative ? -magnitude : magnitude
  }
}

/** True with probability e^(−a/b), 0 ≤ a ≤ b: the first k at which a coin of chance (a/b)/k falls on tails is odd (the same source, algorithm 1). */
function coin(a: number, b: number, below: UniformDraw): boolean {
  for (let k = 1; ; k += 1) if (!(below(b * k) < a)) return k % 2 === 1
}

/** Variance of one draw: 2e^(−s/t)/(1 − e^(−s/t))². */
export function laplaceVariance({ t, s }: Scale): number {
  const decay = Math.exp(-s / t)
  return (2 * decay) / (1 - decay) ** 2
}

function gcd(a: number, b: number): number {
  let [x, y] = [a, b]
  while (y !== 0) [x, y] = [y, x % y]
  return x
}
