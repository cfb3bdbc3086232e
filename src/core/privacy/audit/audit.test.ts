import { describe, expect, it } from 'vitest'
import { publishedTask } from '../testing/published-task.js'
import { seededRandom } from '../testing/seeded-random.js'
import { audit, type Audit } from './audit.js'
import { clopperPearson, incompleteBeta } from './clopper-pearson.js'
import { exactRatioProof } from './mechanism-proofs.js'
import { MUTANTS } from './mutants.js'
import { SHIPPED, type Subject } from './subject.js'

const task = publishedTask({ buckets: [...Array.from({ length: 19 }, (_, index) => `topic ${index}`), 'nothing'] })
const overDap = publishedTask({ id: 'items', kind: 'item', mode: 'dap' })
const found = new Map<Subject, Audit>()
/** Each subject is audited once; the simulation of many browsers, and every size up to eight, belong to the shipped one. */
const audited = (subject: Subject): Audit => {
  const known = found.get(subject) ?? audit(subject, { task, overDap, random: seededRandom(11), seeded: seededRandom, samples: 6_000, schedules: 1_500, sizes: [24], ...(subject === SHIPPED ? { browsers: 20_000 } : { browsers: 0, largestD: 6 }) })
  found.set(subject, known)
  return known
}

describe('the privacy audit', () => {
  it('finds the shipped code to lose exactly ln(19/7) a report, and no more over reports, tabs and crashes', () => {
    const shipped = audited(SHIPPED)
    expect(shipped.proofs.filter(({ ok }) => !ok)).toEqual([])
    expect(shipped.epsilonExact).toBeCloseTo(Math.log(19 / 7), 9)
    expect(shipped.epsilonLowerBound).toBeGreaterThan(0.6)
    expect(shipped.epsilonLowerBound).toBeLessThan(shipped.epsilonExact)
  })

  it.each(Object.keys(MUTANTS))('catches a mutant: %s', (name) => {
    const mutant = MUTANTS[name]
    expect(mutant && audited(mutant).ok).toBe(false)
  })

  it('sees by which proof: two reports only jointly, a skipped debit only in state', () => {
    const failing = (name: string) => audited(MUTANTS[name] ?? SHIPPED).proofs.filter(({ ok }) => !ok).map(({ name: proof }) => proof)
    expect(failing('reused-randomness')).toEqual(['two reports together', 'statistical audit'])
    expect(failing('skipped-debit')).toContain('debits')
    expect(failing('two-reports-a-debit')).toEqual(['crashes and tabs'])
    expect(failing('half-a-debit')).toEqual(['debits', 'crashes and tabs'])
    expect(failing('debit-left-behind')).toEqual(['crashes and tabs'])
    expect(failing('w-off-by-one')).toContain('ratio by classes')
    expect(failing('unequal-draw-counts')).toContain('exact ratio')
  })

  it('holds exactly up to d = 9', () => {
    expect(exactRatioProof(SHIPPED, 9)).toMatchObject({ ok: true, exact: Math.log(19 / 7) })
  })
})

describe('Clopper–Pearson bounds', () => {
  it('are those of published tables', () => {
    // 95 %: 0 of 10 → 30.85 %; 5 of 10 → 18.71 % and 81.29 %; 10 of 100 → 4.90 % and 17.62 %.
    expect(clopperPearson(0, 10, 0.025).high).toBeCloseTo(0.3085, 4)
    expect(clopperPearson(5, 10, 0.025)).toMatchObject({ low: expect.closeTo(0.1871, 4), high: expect.closeTo(0.8129, 4) })
    expect(clopperPearson(10, 100, 0.025)).toMatchObject({ low: expect.closeTo(0.049, 4), high: expect.closeTo(0.1762, 4) })
  })

  it('rest on the regularised incomplete beta function: uniform, symmetric, binomial tail', () => {
    expect(incompleteBeta(0.3, 1, 1)).toBeCloseTo(0.3, 12)
    expect(incompleteBeta(0.5, 40, 40)).toBeCloseTo(0.5, 10)
    // P(at least 2 of 3 at 0.4) = 3·0.16·0.6 + 0.064.
    expect(incompleteBeta(0.4, 2, 2)).toBeCloseTo(0.352, 10)
  })
})
