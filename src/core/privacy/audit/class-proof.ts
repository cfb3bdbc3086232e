import { compare, rational } from '../rational.js'
import type { RandomSource } from '../../powers.js'
import type { BucketIndex, SubsetSelection } from '../subset-selection.js'
import { uniformFrom } from '../uniform.js'
import { lawOf } from './exact-law.js'
import { CLAIM, type Proof } from './proof.js'
import type { Subject } from './subject.js'

/** Sizes at which a topic list, a larger one and their pairs lie; too many outcomes to list one by one. */
export const LARGE_SIZES = [24, 100, 276] as const

/** Prefixes that stand for all others, at each draw. */
const PREFIXES = 3

interface Classes {
  /** How many of the M values of the first draw put the truth into the report. */
  readonly withTruth: bigint
  readonly without: bigint
  /** Ordered draws of the others that end in one given report, without the truth and with it. */
  readonly toOneWithout: bigint
  readonly toOneWith: bigint
}

/**
 * The largest ratio at sizes whose outcomes cannot be listed, by classes of courses. Every value of the first draw, and
 * after each of a few prefixes every value of each later draw, runs through the real code: that draw must bring k
 * different buckets for its k values, none of them the truth or drawn before. What holds for those prefixes is taken to
 * hold for all (sampled); that every truth is treated alike is run for all truths (exact) on a few courses (sampled).
 * From these counts the weights of a report with and without the truth follow in whole numbers.
 */
export function classProof(subject: Subject, random: RandomSource, sizes: readonly number[] = LARGE_SIZES): Proof {
  const { numerator: a, denominator: b, epsilon } = CLAIM
  const published = rational(BigInt(a), BigInt(b))
  const found = sizes.map((d) => {
    const params = subject.parameters(d, a, b)
    const classes = classesOf(subject, params, random)
    if (typeof classes === 'string') return { d, why: classes }
    // Both weights are over the same number of courses, so it cancels.
    const ratio = rational(classes.withTruth * classes.toOneWith, classes.without * classes.toOneWithout)
    return compare(ratio, published) === 0 ? { d, ratio } : { d, ratio, why: `the ratio is ${ratio.numerator}/${ratio.denominator}` }
  })
  const fault = found.find(({ why }) => why !== undefined)
  const losses = found.flatMap(({ ratio }) => (ratio === undefined ? [] : [Math.abs(Math.log(Number(ratio.numerator) / Number(ratio.denominator)))]))
  return {
    name: 'ratio by classes',
    ok: fault === undefined,
    detail: fault === undefined ? `d = ${sizes.join(', ')}: every value of every draw after ${PREFIXES} prefixes each: ratio ${a}/${b}` : `d = ${fault.d}: ${fault.why ?? ''}`,
    ...(losses.length < sizes.length ? {} : { exact: Math.max(...losses) / epsilon }),
  }
}

function classesOf(subject: Subject, params: SubsetSelection, random: RandomSource): Classes | string {
  const below = uniformFrom(random)
  const law = lawOf(subject.uniform)
  const truth = below(params.d)
  const ranges = rangesOf(subject, params, truth)
  if (ranges.some((n) => new Set(law(n)).size > 1)) return 'a draw is not uniform'
  const [first = 1, ...others] = ranges
  const course = (): number[] => ranges.map(below)
  const run = (values: readonly number[], of = truth): readonly BucketIndex[] => {
    let at = 0
    return subject.draw(params, of as BucketIndex, (n) => {
      const value = values[at] ?? n
      at += 1
      if (value >= n) throw new RangeError('the ranges of the draws depend on what was drawn before')
      return value
    })
  }
  try {
    const base = course()
    const lengths = new Set<number>()
    let withTruth = 0n
    const outside: number[] = []
    for (let u = 0; u < first; u += 1) {
      const report = run([u, ...base.slice(1)])
      lengths.add(new Set(report).size)
      if (report.includes(truth as BucketIndex)) withTruth += 1n
      else if (outside.length < PREFIXES) outside.push(u)
    }
    if (lengths.size !== 1) return 'reports differ in size'
    const [w = 0] = lengths
    const [inside] = Array.from({ length: first }, (_, u) => u).filter((u) => run([u, ...base.slice(1)]).includes(truth as BucketIndex))
    if (inside === undefined || outside[0] === undefined || others.length < w) return 'one of the two classes is empty'

    // Each later draw brings a bucket of its own for each of its values.
    for (const [place, range] of others.entries()) {
      for (let prefix = 0; prefix < PREFIXES; prefix += 1) {
        const before = course()
        const seen = new Set<number>()
        for (let value = 0; value < range; value += 1) {
          const values = [outside[0], ...before.slice(1)]
          values[place + 1] = value
          const report = run(values)
          const drawn = report[place]
          if (drawn === undefined || drawn === truth || new Set(report).size !== w) return `draw ${place + 1} brings a bucket twice, or the truth`
          seen.add(drawn)
        }
        if (seen.size !== range) return `draw ${place + 1} brings ${seen.size} buckets for ${range} values`
      }
    }

    // Where the truth is put in, it takes the place of the first drawn bucket and changes no other.
    for (let sample = 0; sample < 50; sample += 1) {
      const rest = course().slice(1)
      const [plain, replaced] = [run([outside[0], ...rest]), run([inside, ...rest])]
      if (replaced[0] !== truth || plain.slice(1).some((bucket, at) => bucket !== replaced[at + 1])) return 'the truth does not take the place of the first drawn bucket alone'
    }

    // Every truth is treated alike: its report is that of another with the two truths exchanged for each other in the list.
    for (let sample = 0; sample < PREFIXES; sample += 1) {
      const values = course()
      const reference = run(values, 0)
      for (let other = 1; other < params.d; other += 1) {
        const renamed = reference.map((bucket) => (bucket === 0 ? other : bucket <= other ? bucket - 1 : bucket))
        if (run(values, other).some((bucket, at) => bucket !== renamed[at])) return `truth ${other} is treated unlike truth 0`
      }
    }

    const size = BigInt(w)
    return {
      withTruth,
      without: BigInt(first) - withTruth,
      toOneWithout: factorial(size),
      // The w − 1 others in any order, after a first one that was any of the d − w that are not in the report.
      toOneWith: factorial(size - 1n) * BigInt(params.d - w),
    }
  } catch (error) {
    return error instanceof Error ? error.message : 'failed'
  }
}

function rangesOf(subject: Subject, params: SubsetSelection, truth: number): readonly number[] {
  const ranges: number[] = []
  subject.draw(params, truth as BucketIndex, (n) => {
    ranges.push(n)
    return n - 1
  })
  return ranges
}

function factorial(n: bigint): bigint {
  return n <= 1n ? 1n : n * factorial(n - 1n)
}
