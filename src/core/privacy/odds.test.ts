import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { leastSuspicion, mostSuspicion, percent } from './odds.js'

describe('what a report can reveal', () => {
  it('says the published figures', () => {
    expect([1, 2, 12].map((epsilon) => percent(mostSuspicion(epsilon * 1_000_000)))).toEqual(['73 %', '88 %', '99.9994 %'])
  })

  it('multiplies the odds by e to the ε and by nothing more, both ways', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 12_000_000 }), fc.double({ min: 0.001, max: 0.999, noNaN: true }), (micro, before) => {
        const odds = (p: number): number => p / (1 - p)
        expect(Math.log(odds(mostSuspicion(micro, before)) / odds(before))).toBeCloseTo(micro / 1e6, 6)
        expect(leastSuspicion(micro, before)).toBeCloseTo(1 - mostSuspicion(micro, 1 - before), 9)
      }),
    )
  })

  it('never rounds to certainty', () => {
    expect(percent(mostSuspicion(20_000_000))).not.toMatch(/^100/)
    expect(percent(leastSuspicion(20_000_000))).not.toMatch(/^0\.?0* %/)
    expect([percent(0), percent(1)]).toEqual(['0 %', '100 %'])
  })
})
