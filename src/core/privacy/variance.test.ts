import { describe, expect, it } from 'vitest'
import { estimateCells } from './estimate.js'
import { rareVariance, sampleSubset, selection, parameters, type BucketIndex, type SubsetSelection } from './subset-selection.js'
import { toNumber } from './rational.js'
import { seededRandom } from './testing/seeded-random.js'
import { uniformFrom } from './uniform.js'

const random = seededRandom(2_026)

/** n·variance of the estimate of a bucket that nobody is in, over reports on the real code. */
function measured(mechanism: SubsetSelection, reports: number): number {
  const [p, q] = [toNumber(mechanism.p), toNumber(mechanism.q)]
  const counts = new Array<number>(mechanism.d).fill(0)
  for (let report = 0; report < reports; report += 1) for (const bucket of sampleSubset(mechanism, 0 as BucketIndex, random)) counts[bucket] = (counts[bucket] ?? 0) + 1
  // Every bucket but the truth is a rare cell, so all of them measure the one rate.
  const rate = counts.slice(1).reduce((sum, count) => sum + count, 0) / (reports * (mechanism.d - 1))
  return (rate * (1 - rate)) / (p - q) ** 2
}

/** Optimised unary encoding (Wang and others 2017) at the same e^ε: every bit by its own coin, 1/2 and 1/(e^ε + 1). */
function unaryEncoding(a: number, b: number, bits: number): number {
  const below = uniformFrom(random)
  const [p, q] = [0.5, b / (a + b)]
  let set = 0
  for (let bit = 0; bit < bits; bit += 1) if (below(a + b) < b) set += 1
  const rate = set / bits
  return (rate * (1 - rate)) / (p - q) ** 2
}

describe('n·variance of a rare cell at e^ε = 19/7', () => {
  it.each([
    [20, 3.235],
    [25, 3.333],
    [277, 3.661],
  ])('at d = %i is at most 1.05 of theory, and below OUE and k-RR in the same run', (d, theory) => {
    const mechanism = parameters(d, 19, 7)
    expect(toNumber(rareVariance(mechanism))).toBeCloseTo(theory, 3)
    const ours = measured(mechanism, d > 100 ? 3_000 : 20_000)
    const oue = unaryEncoding(19, 7, 400_000)
    const krr = toNumber(rareVariance(selection(d, 1, 19, 7)))
    expect(ours).toBeLessThan(1.05 * theory)
    expect(ours).toBeGreaterThan(theory / 1.05)
    // OUE tends to 4·19·7/(19 − 7)² = 3.694 for every d; the subset is better, and k-RR far worse.
    expect(oue).toBeCloseTo(3.694, 1)
    expect(theory).toBeLessThan(3.694)
    expect(krr).toBeGreaterThan(ours * 2)
    if (process.env['HEARTH_FIGURES'] === 'print') process.stdout.write(`d ${d}: ours ${ours.toFixed(3)}, theory ${theory}, OUE ${oue.toFixed(3)}, k-RR ${krr.toFixed(3)}\n`)
  })
})

/** How often the 95 % interval holds a frequent share (.4) and a rare one (none), over many collections of n reports. */
function coverage(mechanism: SubsetSelection, runs: number, n: number): { readonly frequent: number; readonly rare: number } {
  const below = uniformFrom(random)
  const labels = Array.from({ length: mechanism.d }, (_, bucket) => `${bucket}`)
  let [frequent, rare, cells] = [0, 0, 0]
  for (let run = 0; run < runs; run += 1) {
    const counts = new Array<number>(mechanism.d).fill(0)
    for (let report = 0; report < n; report += 1) {
      // The last bucket has all that the frequent one has not; those between are empty.
      const truth = (below(10) < 4 ? 0 : mechanism.d - 1) as BucketIndex
      for (const bucket of sampleSubset(mechanism, truth, random)) counts[bucket] = (counts[bucket] ?? 0) + 1
    }
    estimateCells(mechanism, labels, counts, n).forEach(({ low, high }, bucket) => {
      const truth = bucket === 0 ? 0.4 : bucket === mechanism.d - 1 ? 0.6 : 0
      const holds = low <= truth && truth <= high
      if (truth > 0) frequent += holds ? 1 : 0
      else [rare, cells] = [rare + (holds ? 1 : 0), cells + 1]
    })
  }
  return { frequent: frequent / (2 * runs), rare: rare / cells }
}

describe('95 % intervals', () => {
  const figures = process.env['HEARTH_FIGURES'] === 'print'

  it.each([20, 25, 277])('cover frequent and rare cells at their rate, d = %i', { timeout: 900_000 }, (d) => {
    const [runs, n] = figures ? [2_000, d > 100 ? 500 : 2_000] : [120, 200]
    const { frequent, rare } = coverage(parameters(d, 19, 7), runs, n)
    const slack = 4 * Math.sqrt((0.95 * 0.05) / (2 * runs))
    expect(Math.abs(frequent - 0.95)).toBeLessThan(slack)
    // Many rare cells a run, and not independent: the slack of the runs is more than enough.
    expect(Math.abs(rare - 0.95)).toBeLessThan(slack)
    if (figures) process.stdout.write(`d ${d}, ${runs} collections of ${n}: frequent cells ${(100 * frequent).toFixed(2)} %, rare cells ${(100 * rare).toFixed(2)} %\n`)
  })
})
