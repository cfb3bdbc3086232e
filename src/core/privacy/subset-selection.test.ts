import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compare, rational, toNumber } from './rational.js'
import { drawSubset, parameters, rareVariance, sampleSubset, selection, type BucketIndex, type SubsetSelection } from './subset-selection.js'
import { enumerate } from './testing/branching.js'
import { seededRandom } from './testing/seeded-random.js'
import { uniformFrom } from './uniform.js'

const law = (params: SubsetSelection, truth: number) =>
  enumerate((below) => [...drawSubset(params, truth as BucketIndex, below)].sort((a, b) => a - b).join())

const binomial = (n: number, k: number): number => (k === 0 ? 1 : (binomial(n - 1, k - 1) * n) / k)

describe('subset selection', () => {
  it.each([
    [20, 5, 200, '19/40', '181/760', 3.235],
    [25, 6, 247, '6/13', '3/13', 3.333],
    [277, 74, 2827, '1406/2827', '17316/65021', 3.661],
  ])('has the published parameters for d = %i', (d, w, m, p, q, variance) => {
    const params = parameters(d, 19, 7)
    expect(params).toMatchObject({ w, m })
    expect(`${params.p.numerator}/${params.p.denominator}`).toBe(p)
    expect(`${params.q.numerator}/${params.q.denominator}`).toBe(q)
    expect(toNumber(rareVariance(params))).toBeCloseTo(variance, 3)
  })

  it('is k-ary randomised response up to d = 6 at e', () => {
    expect([2, 3, 4, 5, 6, 7].map((d) => parameters(d, 19, 7).w)).toEqual([1, 1, 1, 1, 1, 2])
  })

  it('chooses the w of least exact variance, ties to the smaller', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 }), (d, b, more) => {
        const best = parameters(d, b + more, b)
        for (let w = 1; w < d; w += 1) {
          const order = compare(rareVariance(selection(d, w, b + more, b)), rareVariance(best))
          expect(order).toBeGreaterThanOrEqual(w < best.w ? 1 : 0)
        }
      }),
      { numRuns: 60 },
    )
  })

  it.each([2, 3, 4, 5, 6, 7, 8])('has a largest ratio of exactly a/b over every output and pair of truths, d = %i', (d) => {
    for (const [a, b] of [[19, 7], [3, 2]] as const) {
      const params = parameters(d, a, b)
      const laws = Array.from({ length: d }, (_, truth) => law(params, truth))
      let largest = rational(0n, 1n)
      for (const left of laws) {
        expect(left.size).toBe(binomial(d, params.w))
        for (const right of laws) {
          for (const [outcome, chance] of left) {
            const other = right.get(outcome) ?? rational(0n, 1n)
            const ratio = rational(chance.numerator * other.denominator, chance.denominator * other.numerator)
            if (compare(ratio, largest) > 0) largest = ratio
          }
        }
      }
      expect(largest).toEqual(rational(BigInt(a), BigInt(b)))
    }
  })

  it('sets the bits of truth and others with exactly p and q', () => {
    const params = parameters(8, 19, 7)
    const sums = [0n, 0n, 0n].map(() => rational(0n, 1n))
    for (const [outcome, chance] of law(params, 2)) {
      for (const [at, bucket] of [2, 0, 7].entries()) {
        const before = sums[at]
        if (before === undefined || !outcome.split(',').includes(String(bucket))) continue
        sums[at] = rational(before.numerator * chance.denominator + chance.numerator * before.denominator, before.denominator * chance.denominator)
      }
    }
    expect(sums).toEqual([params.p, params.q, params.q])
  })

  it('catches a mechanism with w off by one, one with its ε doubled, and a truth drawn twice', () => {
    const params = parameters(7, 19, 7)
    const ratio = (program: (truth: number) => ReadonlyMap<string, ReturnType<typeof rational>>) => {
      const [left, right] = [program(0), program(1)]
      return Math.max(...[...left].map(([outcome, chance]) => toNumber(chance) / toNumber(right.get(outcome) ?? rational(1n, 10n ** 9n))))
    }
    const shorter = (truth: number) => enumerate((below) => drawSubset(params, truth as BucketIndex, below).slice(0, params.w - 1).join())
    expect(ratio(shorter)).toBeGreaterThan(19 / 7 + 0.1)
    expect(ratio((truth) => law(selection(7, 2, 19 ** 2, 7 ** 2), truth))).toBeGreaterThan(19 / 7 + 0.1)
    const few = parameters(4, 19, 7)
    const twice = (truth: number) => enumerate((below) => {
      const first = drawSubset(few, truth as BucketIndex, below)
      const second = drawSubset(few, truth as BucketIndex, below)
      return [...(first.includes(truth as BucketIndex) ? first : second)].sort().join()
    })
    expect(ratio(twice)).toBeGreaterThan(19 / 7 + 0.1)
  })

  it('makes draws of the same ranges for every truth', () => {
    const params = parameters(25, 19, 7)
    const ranges = (truth: number) => {
      const seen: number[] = []
      drawSubset(params, truth as BucketIndex, (n) => (seen.push(n), n - 1))
      return seen
    }
    expect(ranges(0)).toEqual([247, 24, 23, 22, 21, 20, 19])
    for (let truth = 1; truth < 25; truth += 1) expect(ranges(truth)).toEqual(ranges(0))
  })

  it('draws subsets at the predicted rates from bytes (chi-square, seeded)', () => {
    const params = parameters(20, 19, 7)
    const random = seededRandom(7)
    const counts = new Array<number>(20).fill(0)
    const n = 40_000
    for (let run = 0; run < n; run += 1) for (const bucket of sampleSubset(params, 3 as BucketIndex, random)) counts[bucket] = (counts[bucket] ?? 0) + 1
    const [p, q] = [toNumber(params.p), toNumber(params.q)]
    const chiSquare = counts.reduce((total, count, bucket) => total + (count - n * (bucket === 3 ? p : q)) ** 2 / (n * (bucket === 3 ? p * (1 - p) : q * (1 - q))), 0)
    expect(chiSquare).toBeLessThan(45)
    expect(chiSquare).toBeGreaterThan(4)
  })
})

describe('uniform integers from bytes', () => {
  it.each([2, 3, 7, 26, 100, 200, 255, 256])('come out equally often over all first bytes, n = %i', (n) => {
    const counts = new Map<number, number>()
    for (let byte = 0; byte < 256; byte += 1) {
      let given = 0
      const value = uniformFrom({ bytes: () => { given += 1; if (given > 1) throw new Error('again'); return Uint8Array.of(byte) } })
      try {
        const drawn = value(n)
        counts.set(drawn, (counts.get(drawn) ?? 0) + 1)
      } catch (error) {
        expect(String(error)).toContain('again')
      }
    }
    expect(counts.size).toBe(n)
    expect(new Set(counts.values()).size).toBe(1)
  })

  it('would not with a modulo: the bias is seen', () => {
    const counts = new Array<number>(100).fill(0)
    for (let byte = 0; byte < 256; byte += 1) counts[byte % 100] = (counts[byte % 100] ?? 0) + 1
    expect(new Set(counts).size).toBeGreaterThan(1)
  })

  it('stay below n, also past one byte', () => {
    const random = seededRandom(1)
    fc.assert(fc.property(fc.integer({ min: 1, max: 2 ** 48 }), (n) => {
      const drawn = uniformFrom(random)(n)
      return Number.isInteger(drawn) && drawn >= 0 && drawn < n
    }))
  })
})
