import type { RandomSource } from '../../powers.js'
import { certifies, microEpsilon } from '../micro-epsilon.js'
import { compare, rational, toNumber, type Rational } from '../rational.js'
import type { BucketIndex } from '../subset-selection.js'
import { exactLaw, largestRatio, lawOf } from './exact-law.js'
import { CLAIM, type Proof } from './proof.js'
import { epsilonLowerBound } from './statistical-bound.js'
import type { Subject } from './subject.js'

/** Programs with more paths than this are left to the other proofs. */
const MOST_PATHS = 150_000
/** Buckets of the statistical audit: the smallest d at which a subset has two. */
const SAMPLED_D = 8

const index = (value: number): BucketIndex => value as BucketIndex
const named = (buckets: readonly BucketIndex[]): string => [...buckets].sort((a, b) => a - b).join()

/** Every output of the real code for every truth, under a port that branches: the largest ratio is exactly a/b. */
export function exactRatioProof(subject: Subject, largestD = 8): Proof {
  const { numerator: a, denominator: b, epsilon } = CLAIM
  const law = lawOf(subject.uniform)
  const published = rational(BigInt(a), BigInt(b))
  let worst: Rational | 'unbounded' = rational(1n, 1n)
  let [paths, all, seen] = [0, true, 0]
  for (let d = 2; d <= largestD; d += 1) {
    const params = subject.parameters(d, a, b)
    const report = (truth: number) => (below: (n: number) => number) => named(subject.draw(params, index(truth), below))
    const count = pathsOf(report(0))
    if (count > MOST_PATHS) continue
    paths += count * d
    seen = d
    const laws = Array.from({ length: d }, (_, truth) => exactLaw(report(truth), law))
    let ofD: Rational | 'unbounded' = rational(0n, 1n)
    for (const [at, left] of laws.entries()) for (const right of laws.slice(at + 1)) ofD = larger(ofD, largestRatio(left, right))
    if (ofD === 'unbounded' || compare(ofD, published) !== 0) all = false
    worst = larger(worst, ofD)
  }
  const exact = worst === 'unbounded' ? Infinity : Math.log(toNumber(worst))
  const ratio = worst === 'unbounded' ? 'unbounded' : `${worst.numerator}/${worst.denominator}`
  return {
    name: 'exact ratio',
    ok: all && certifies(microEpsilon(epsilon), a, b),
    detail: `${paths} paths of the code for d up to ${seen}: largest ratio ${ratio}, published ${a}/${b}; number of draws counted as seen`,
    exact: exact / epsilon,
  }
}

/** Draws below n are exactly uniform, over every sequence of bytes they can see. */
export function uniformProof(subject: Subject): Proof {
  const law = lawOf(subject.uniform)
  const looked = [...Array.from({ length: 255 }, (_, n) => n + 2), 257, 300, 2_827, 65_535]
  const unequal = looked.filter((n) => new Set(law(n)).size > 1)
  return { name: 'uniform draws', ok: unequal.length === 0, detail: unequal.length === 0 ? 'exact for n = 2 … 257, 300, 2827, 65535' : `not uniform for ${unequal.length} of ${looked.length} n, first ${unequal[0] ?? ''}` }
}

/** Two reports of one browser lose no more than the sum of both: a joint law, which single reports cannot show. */
export function jointProof(subject: Subject): Proof {
  const { numerator: a, denominator: b, epsilon } = CLAIM
  const params = subject.parameters(3, a, b)
  const law = lawOf(subject.uniform)
  const pairs = [0, 1, 2].flatMap((first) => [0, 1, 2].map((second) => [index(first), index(second)] as const))
  const program = (truths: readonly [BucketIndex, BucketIndex]) => (below: (n: number) => number) => subject.two(params, truths, below, subject.draw).map(named).join(' then ')
  if (pathsOf(program([index(0), index(0)])) > MOST_PATHS) return { name: 'two reports together', ok: true, detail: 'too many paths; the single law shows it' }
  const laws = pairs.map((truths) => exactLaw(program(truths), law))
  let worst: Rational | 'unbounded' = rational(0n, 1n)
  for (const [at, left] of laws.entries()) for (const right of laws.slice(at + 1)) worst = larger(worst, largestRatio(left, right))
  const square = rational(BigInt(a) ** 2n, BigInt(b) ** 2n)
  return {
    name: 'two reports together',
    ok: worst !== 'unbounded' && compare(worst, square) === 0,
    detail: `joint law of two reports at d = 3: largest ratio ${worst === 'unbounded' ? 'unbounded' : `${worst.numerator}/${worst.denominator}`}, published (${a}/${b})²`,
    exact: (worst === 'unbounded' ? Infinity : Math.log(toNumber(worst))) / (2 * epsilon),
  }
}

/** What an attacker can show from samples: a lower bound on ε that holds with 99.9 %, for one report and for two. */
export function statisticalProof(subject: Subject, random: RandomSource, samples: number): Proof {
  const { numerator: a, denominator: b, epsilon } = CLAIM
  const [eight, three] = [subject.parameters(SAMPLED_D, a, b), subject.parameters(3, a, b)]
  const below = subject.uniform(random)
  const counted = (truth: number): string => {
    let draws = 0
    const buckets = subject.draw(eight, index(truth), (n) => {
      draws += 1
      return below(n)
    })
    return `${named(buckets)} in ${draws}`
  }
  const pair = (second: number): string => subject.two(three, [index(0), index(second)], below, subject.draw).map(named).join(' then ')
  const run = (once: () => string, n: number): readonly string[] => Array.from({ length: n }, once)
  const one = epsilonLowerBound(run(() => counted(0), samples), run(() => counted(1), samples))
  // The second reports differ; together with the first they must still say no more than that one report.
  const two = epsilonLowerBound(run(() => pair(0), samples), run(() => pair(1), samples))
  const lowerBound = Math.max(one, two) / epsilon
  return {
    name: 'statistical audit',
    ok: lowerBound <= 1,
    detail: `${samples} samples a truth at d = ${SAMPLED_D} and of two reports at d = 3: ε is at least ${one.toFixed(4)} and ${two.toFixed(4)} (99.9 %)`,
    lowerBound,
  }
}

function larger(left: Rational | 'unbounded', right: Rational | 'unbounded'): Rational | 'unbounded' {
  if (left === 'unbounded' || right === 'unbounded') return 'unbounded'
  return compare(left, right) >= 0 ? left : right
}

function pathsOf(program: (below: (n: number) => number) => string): number {
  let paths = 1
  program((n) => {
    paths *= n
    return n - 1
  })
  return paths
}
