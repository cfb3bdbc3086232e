import type { RandomSource } from '../powers.js'

/** Draws a uniform integer in [0, n). */
export type UniformDraw = (n: number) => number

const LARGEST = 2 ** 48

/**
 * Uniform integers below n by rejection: the fewest whole bytes, cut to the bits that n needs, drawn again while not
 * below n. Exact, no modulo bias; less than two attempts on average. n is an integer from 1 to 2⁴⁸; n = 1 draws nothing.
 */
export function uniformFrom(random: RandomSource): UniformDraw {
  return (n) => {
    if (!Number.isSafeInteger(n) || n < 1 || n > LARGEST) throw new RangeError('a uniform draw is below an integer from 1 to 2^48')
    if (n === 1) return 0
    let range = 2
    let bits = 1
    while (range < n) {
      range *= 2
      bits += 1
    }
    const length = Math.ceil(bits / 8)
    for (;;) {
      let value = 0
      for (const byte of random.bytes(length)) value = value * 256 + byte
      value %= range
      if (value < n) return value
    }
  }
}
