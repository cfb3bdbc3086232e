import type { RandomSource } from '../powers.js'
import { rational, subtract, type Rational } from './rational.js'
import { uniformFrom, type UniformDraw } from './uniform.js'

/** Index of a bucket, 0 to d − 1. The last bucket says "nothing to say". */
export type BucketIndex = number & { readonly __brand: 'BucketIndex' }

/** What the mechanism needs, all exact: every w-subset with the truth has weight a, every other weight b. */
export interface SubsetSelection {
  readonly d: number
  readonly w: number
  readonly a: number
  readonly b: number
  /** M = a·w + b·(d − w). */
  readonly m: number
  /** Probability that the true bucket's bit is set. */
  readonly p: Rational
  /** Probability that any other bucket's bit is set. */
  readonly q: Rational
}

/** Buckets a task may have. 2,000 keeps a report at 287 bytes and the exact search for w instant. */
export const BUCKETS = { least: 2, most: 2_000 } as const

/** Largest numerator or denominator of e^ε: keeps M below 2⁴⁸, where integers in a double are exact. */
const LARGEST_TERM = 2 ** 36

/**
 * Parameters of subset selection (Ye and Barg 2018; Wang et al. 2016) for d buckets and the ratio a/b > 1.
 * w minimises q(1 − q)/(p − q)² exactly, ties to the smaller; w = 1 is k-ary randomised response.
 * Refuses by throwing: tasks are validated before they get here.
 */
export function parameters(d: number, a: number, b: number): SubsetSelection {
  if (!Number.isInteger(d) || d < BUCKETS.least || d > BUCKETS.most) throw new RangeError(`d is an integer from ${BUCKETS.least} to ${BUCKETS.most}`)
  if (!isTerm(a) || !isTerm(b) || a <= b) throw new RangeError('a/b is a ratio of positive integers below 2^36, above 1')
  const key = `${d} ${a} ${b}`
  const before = known.get(key)
  if (before !== undefined) return before
  let best = 1
  for (let w = 2; w < d; w += 1) if (variesLess(d, w, best, a, b)) best = w
  const found = selection(d, best, a, b)
  if (known.size >= MOST_KNOWN) known.clear()
  known.set(key, found)
  return found
}

/** The search over w takes milliseconds at d = 2,000, and one task file is read again and again. */
const known = new Map<string, SubsetSelection>()
const MOST_KNOWN = 256

/** The same for a given subset size; only audits and their mutants ask for a w that is not the best. */
export function selection(d: number, w: number, a: number, b: number): SubsetSelection {
  const [D, W, A, B] = [BigInt(d), BigInt(w), BigInt(a), BigInt(b)]
  const M = A * W + B * (D - W)
  return {
    d,
    w,
    a,
    b,
    m: Number(M),
    p: rational(A * W, M),
    q: rational(W * (A * (W - 1n) + B * (D - W)), M * (D - 1n)),
  }
}

/** q(1 − q)/(p − q)²: n times the variance of the estimate of a rare bucket. */
export function rareVariance({ p, q }: SubsetSelection): Rational {
  const gap = subtract(p, q)
  return rational(
    q.numerator * (q.denominator - q.numerator) * gap.denominator ** 2n,
    q.denominator ** 2n * gap.numerator ** 2n,
  )
}

/** Draws the buckets of a report. `truth` is one of 0 … d − 1. The result is w distinct indices in no order that means anything. */
export function sampleSubset(params: SubsetSelection, truth: BucketIndex, random: RandomSource): readonly BucketIndex[] {
  return drawSubset(params, truth, uniformFrom(random))
}

/**
 * The mechanism itself. Always one draw below M and w draws of a partial Fisher–Yates over the d − 1 other buckets, so
 * that the number and the ranges of the draws are the same for every truth.
 */
export function drawSubset({ d, w, a, m }: SubsetSelection, truth: BucketIndex, below: UniformDraw): readonly BucketIndex[] {
  if (!Number.isInteger(truth) || truth < 0 || truth >= d) throw new RangeError('the truth is one of the buckets')
  const u = below(m)
  const others = Array.from({ length: d - 1 }, (_, index) => (index < truth ? index : index + 1) as BucketIndex)
  const drawn: BucketIndex[] = []
  for (let place = 0; place < w; place += 1) {
    const chosen = place + below(d - 1 - place)
    const bucket = others[chosen]
    const displaced = others[place]
    if (bucket === undefined || displaced === undefined) throw new RangeError('w is below d')
    others[chosen] = displaced
    others[place] = bucket
    drawn.push(bucket)
  }
  return u < a * w ? [truth, ...drawn.slice(1)] : drawn
}

/** n·variance compared without division: with t = w(a(w−1)+b(d−w)), the figure is t(M(d−1) − t)/(w(d−w)(a−b))². */
function variesLess(d: number, w: number, than: number, a: number, b: number): boolean {
  const [top, bottom] = varianceTerms(d, w, a, b)
  const [otherTop, otherBottom] = varianceTerms(d, than, a, b)
  return top * otherBottom < otherTop * bottom
}

function varianceTerms(d: number, w: number, a: number, b: number): readonly [bigint, bigint] {
  const [D, W, A, B] = [BigInt(d), BigInt(w), BigInt(a), BigInt(b)]
  const t = W * (A * (W - 1n) + B * (D - W))
  const total = (A * W + B * (D - W)) * (D - 1n)
  return [t * (total - t), (W * (D - W) * (A - B)) ** 2n]
}

function isTerm(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value < LARGEST_TERM
}
