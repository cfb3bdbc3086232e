/** Seeded chance for pictures: the same seed throws the same numbers, on every machine. */

/** A 32-bit integer hash of a text (FNV-1a, then a final stir). */
export function hash(text: string): number {
  let state = 2166136261
  for (let at = 0; at < text.length; at += 1) state = Math.imul(state ^ text.charCodeAt(at), 16777619)
  state = Math.imul(state ^ (state >>> 16), 0x7feb352d)
  state = Math.imul(state ^ (state >>> 15), 0x846ca68b)
  return (state ^ (state >>> 16)) >>> 0
}

export interface Dice {
  /** A number from low up to high. */
  readonly between: (low: number, high: number) => number
  /** A whole number from low to high, both possible. */
  readonly whole: (low: number, high: number) => number
  /** True about this share of the time. */
  readonly chance: (share: number) => boolean
  readonly pick: <T>(choices: readonly [T, ...T[]]) => T
}

/** Dice that always fall the same way for the same text (mulberry32 seeded by its hash). */
export function diceFor(text: string): Dice {
  let state = hash(text)
  const roll = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const whole = (low: number, high: number): number => low + Math.floor(roll() * (high - low + 1))
  return {
    between: (low, high) => low + roll() * (high - low),
    whole,
    chance: (share) => roll() < share,
    pick: (choices) => choices[whole(0, choices.length - 1)] ?? choices[0],
  }
}
