import { describe, expect, it } from 'vitest'
import { estimateCells } from './estimate.js'
import { rareVariance, sampleSubset, selection, parameters, type BucketIndex, type SubsetSelection } from './subset-selection.js'
import { toNumber } from './rational.js'
import { seededRandom } from './testing/seeded-random.js'
import { uniformFrom } from './uniform.js'

const random = seededRandom(2_026)
const below = uniformFrom(random)
const figures = process.env['HEARTH_FIGURES'] === 'print'

/** Estimates of the cells of many collections of n reports each, made by the real code. */
interface Collected {
  /** n times the mean square of the estimates of buckets that nobody is in: their variance, if they are unbiased. */
  readonly nVariance: number
  /** Mean of those estimates, in their own standard errors. */
  readonly bias: number
  /** How often the 95 % interval holds a frequent share (.4 and .6), and a rare one (none). */
  readonly frequent: number
  readonly rare: number
}

function collected(mechanism: SubsetSelection, runs: number, n: number): Collected {
  const labels = Array.from({ length: mechanism.d }, (_, bucket) => `${bucket}`)
  let [frequent, rare, cells, sum, squares] = [0, 0, 0, 0, 0]
  for (let run = 0; run < runs; run += 1) {
    const counts = new Array<number>(mechanism.d).fill(0)
    for (let report = 0; report < n; report += 1) {
      // The last bucket has all that the first one has not; those between are empty.
      const truth = (below(10) < 4 ? 0 : mechanism.d - 1) as BucketIndex
      for (const bucket of sampleSubset(mechanism, truth, random)) counts[bucket] = (counts[bucket] ?? 0) + 1
    }
    estimateCells(mechanism, labels, counts, n).forEach(({ estimate, low, high }, bucket) => {
      const truth = bucket === 0 ? 0.4 : bucket === mechanism.d - 1 ? 0.6 : 0
      const holds = low <= truth && truth <= high
      if (truth > 0) frequent += holds ? 1 : 0
      else {
        ;[rare, cells] = [rare + (holds ? 1 : 0), cells + 1]
        ;[sum, squares] = [sum + estimate, squares + estimate ** 2]
      }
    })
  }
  return { nVariance: (n * squares) / cells, bias: sum / Math.sqrt(squares), frequent: frequent / (2 * runs), rare: rare / cells }
}

/** n·variance of an empty cell under optimised unary encoding (Wang and others 2017) at the same e^ε: every bit by its own coin, 1/2 and 1/(e^ε + 1). */
function unaryEncoding(a: number, b: number, cells: number, n: number): number {
  const [p, q] = [0.5, b / (a + b)]
  let squares = 0
  for (let cell = 0; cell < cells; cell += 1) {
    let set = 0
    for (let report = 0; report < n; report += 1) if (below(a + b) < b) set += 1
    squares += ((set / n - q) / (p - q)) ** 2
  }
  return (n * squares) / cells
}

describe('estimates from many collections at e^ε = 19/7', () => {
  it.each([
    [20, 3.235],
    [25, 3.333],
    [277, 3.661],
  ])('have at d = %i at most 1.05 of the theoretical variance, n times %f, below OUE and k-RR in the same run, and intervals that cover frequent and rare cells in 95 of 100', { timeout: 900_000 }, (d, theory) => {
    const mechanism = parameters(d, 19, 7)
    expect(toNumber(rareVariance(mechanism))).toBeCloseTo(theory, 3)
    const [runs, n] = figures ? [2_000, d > 100 ? 500 : 2_000] : [d > 100 ? 60 : 300, 200]
    const ours = collected(mechanism, runs, n)
    expect(ours.nVariance / theory).toBeLessThan(1.05)
    expect(ours.nVariance / theory).toBeGreaterThan(0.95)
    expect(Math.abs(ours.bias)).toBeLessThan(4)
    // The errors of k-RR's cells are as far from normal as it is far from good: many collections are needed to measure it.
    const krr = collected(selection(d, 1, 19, 7), figures ? 2_000 : 150, n)
    expect(krr.nVariance).toBeGreaterThan(ours.nVariance * 1.8)
    // OUE tends to 4·19·7/(19 − 7)² = 3.694 for every d: what is measured here holds to four deviations.
    const cells = figures ? 20_000 : 4_000
    const oue = unaryEncoding(19, 7, cells, figures ? 1_000 : 100)
    expect(Math.abs(oue / 3.694 - 1)).toBeLessThan(4 * Math.sqrt(2 / cells))
    expect(theory).toBeLessThan(3.694)
    const slack = 4 * Math.sqrt((0.95 * 0.05) / (2 * runs))
    expect(Math.abs(ours.frequent - 0.95)).toBeLessThan(slack)
    // Many rare cells a run, and not independent: the slack of the runs is more than enough.
    expect(Math.abs(ours.rare - 0.95)).toBeLessThan(slack)
    if (figures) process.stdout.write(`d ${d}, ${runs} collections of ${n}: n·variance ours ${ours.nVariance.toFixed(3)}, theory ${theory}, OUE ${oue.toFixed(3)}, k-RR ${krr.nVariance.toFixed(3)} (theory ${toNumber(rareVariance(selection(d, 1, 19, 7))).toFixed(3)}); intervals hold ${(100 * ours.frequent).toFixed(2)} % of frequent and ${(100 * ours.rare).toFixed(2)} % of rare cells\n`)
  })
})
