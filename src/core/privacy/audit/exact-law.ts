import type { RandomSource } from '../../powers.js'
import { rational, type Rational } from '../rational.js'
import type { UniformDraw } from '../uniform.js'

/** How a draw below n comes out: the weight of each value, as integers over one total. */
export type DrawLaw = (n: number) => readonly number[]

interface Branch {
  readonly n: number
  readonly weights: readonly number[]
  value: number
}

/**
 * Runs a program once for every way its draws can come out and adds up the exact probability of each outcome. The
 * program is the real code; only its port branches. The number of draws is part of the outcome: it takes time, and time
 * can be seen.
 */
export function exactLaw(program: (below: UniformDraw) => string, law: DrawLaw): ReadonlyMap<string, Rational> {
  const chances = new Map<string, { above: bigint; below: bigint }>()
  const path: Branch[] = []
  do {
    let depth = 0
    const outcome = program((n) => {
      const known = path[depth]
      const step = known?.n === n ? known : { n, weights: law(n), value: 0 }
      if (step !== known) path.splice(depth, path.length, step)
      depth += 1
      return step.value
    })
    path.length = depth
    const above = path.reduce((product, { weights, value }) => product * BigInt(weights[value] ?? 0), 1n)
    const below = path.reduce((product, { weights }) => product * BigInt(weights.reduce((sum, weight) => sum + weight, 0)), 1n)
    const key = `${outcome} in ${depth} draws`
    const before = chances.get(key)
    if (before === undefined) chances.set(key, { above, below })
    else if (before.below === below) before.above += above
    else chances.set(key, { above: before.above * below + above * before.below, below: before.below * below })
  } while (advance(path))
  return new Map([...chances].map(([key, { above, below }]) => [key, rational(above, below)]))
}

function advance(path: Branch[]): boolean {
  for (let last = path.at(-1); last !== undefined; last = path.at(-1)) {
    while (last.value + 1 < last.n) {
      last.value += 1
      if ((last.weights[last.value] ?? 0) > 0) return true
    }
    path.pop()
  }
  return false
}

/** Thrown without a stack: it is thrown hundreds of thousands of times. */
const AGAIN = Symbol('rejected')

/**
 * The exact law of a draw below n from uniform bytes, over every sequence of bytes that its first try can see; n is at
 * most 65,536. A try that is rejected asks for bytes again, so it only scales the law.
 */
export function lawOf(uniform: (random: RandomSource) => UniformDraw): DrawLaw {
  const known = new Map<number, readonly number[]>()
  return (n) => {
    const before = known.get(n)
    if (before !== undefined) return before
    const weights = new Array<number>(n).fill(0)
    let length = 0
    for (let bytes = 0; bytes === 0 || bytes < 256 ** length; bytes += 1) {
      let asked = false
      const below = uniform({
        bytes: (count) => {
          if (asked) throw AGAIN
          asked = true
          length = count
          return Uint8Array.from({ length: count }, (_, place) => Math.floor(bytes / 256 ** (count - 1 - place)) % 256)
        },
      })
      try {
        const value = below(n)
        weights[value] = (weights[value] ?? 0) + 1
      } catch (error) {
        if (error !== AGAIN) throw error
      }
    }
    known.set(n, weights)
    return weights
  }
}

/** The largest ratio of one outcome's probabilities over a pair of laws, both ways; infinite where one cannot happen. */
export function largestRatio(left: ReadonlyMap<string, Rational>, right: ReadonlyMap<string, Rational>): Rational | 'unbounded' {
  let largest = rational(0n, 1n)
  for (const [one, other] of [[left, right], [right, left]] as const) {
    for (const [outcome, chance] of one) {
      if (chance.numerator === 0n) continue
      const against = other.get(outcome)
      if (against === undefined || against.numerator === 0n) return 'unbounded'
      const ratio = rational(chance.numerator * against.denominator, chance.denominator * against.numerator)
      if (ratio.numerator * largest.denominator > largest.numerator * ratio.denominator) largest = ratio
    }
  }
  return largest
}
