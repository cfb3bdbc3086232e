import type { RandomSource } from '../../powers.js'

/** Reproducible bytes for simulations and tests (xoshiro128**, Blackman and Vigna 2018). Not for release in a browser. */
export function seededRandom(seed: number): RandomSource {
  let mixed = seed >>> 0
  const next = (): number => {
    // splitmix32 spreads a small seed over the whole state.
    mixed = (mixed + 0x9e3779b9) >>> 0
    let z = mixed
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
    return (z ^ (z >>> 16)) >>> 0
  }
  const state = new Uint32Array([next(), next(), next(), next()])
  const at = (index: number): number => state[index] ?? 0
  const word = (): number => {
    const scrambled = Math.imul(rotate(Math.imul(at(1), 5), 7), 9) >>> 0
    const shifted = at(1) << 9
    state[2] = at(2) ^ at(0)
    state[3] = at(3) ^ at(1)
    state[1] = at(1) ^ at(2)
    state[0] = at(0) ^ at(3)
    state[2] = at(2) ^ shifted
    state[3] = rotate(at(3), 11)
    return scrambled
  }
  return { bytes: (length) => Uint8Array.from({ length }, () => word() >>> 24) }
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by))
}
