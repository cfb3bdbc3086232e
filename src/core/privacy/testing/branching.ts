import type { UniformDraw } from '../uniform.js'
import { rational, type Rational } from '../rational.js'

/**
 * Runs a program once for every way its uniform draws can come out, and adds up the exact probability of each outcome.
 * The program is the real code; only its port branches.
 */
export function enumerate(program: (below: UniformDraw) => string): ReadonlyMap<string, Rational> {
  const weights = new Map<string, { numerator: bigint; denominator: bigint }>()
  const path: { value: number; range: number }[] = []
  do {
    let depth = 0
    const outcome = program((range) => {
      const step = path[depth] ?? { value: 0, range }
      if (step.range !== range) throw new Error('the ranges of the draws depend on what was drawn before')
      path[depth] = step
      depth += 1
      return step.value
    })
    if (depth !== path.length) throw new Error('the number of draws depends on what was drawn before')
    const chance = path.reduce((product, { range }) => product * BigInt(range), 1n)
    const before = weights.get(outcome)
    if (before !== undefined && before.denominator !== chance) throw new Error('unequal paths to one outcome')
    weights.set(outcome, { numerator: (before?.numerator ?? 0n) + 1n, denominator: chance })
  } while (advance(path))
  return new Map([...weights].map(([outcome, { numerator, denominator }]) => [outcome, rational(numerator, denominator)]))
}

function advance(path: { value: number; range: number }[]): boolean {
  for (let last = path.at(-1); last !== undefined; last = path.at(-1)) {
    if (last.value + 1 < last.range) {
      last.value += 1
      return true
    }
    path.pop()
  }
  return false
}
