import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chancesOf, explore, EXPLORATION } from './explore.js'

const totals = Float64Array.from({ length: 30 }, (_, i) => 3 - i / 10)
const order = Array.from(totals.keys())

describe('explore', () => {
  it('gives chances that add up to one, keep their floor and follow the scores', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 2, maxLength: 8 }), fc.double({ min: 0.05, max: 2, noNaN: true }), (means, deviation) => {
        const chances = chancesOf(means, deviation)
        expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 9)
        for (const chance of chances) expect(chance).toBeGreaterThanOrEqual(EXPLORATION.floor / means.length - 1e-12)
        expect(chances[means.indexOf(Math.max(...means))]).toBeCloseTo(Math.max(...chances), 9)
      }),
    )
    expect(chancesOf([1, 1], 0.3)[0]).toBeCloseTo(0.5, 6)
  })

  it('draws as often as the propensity says', () => {
    const counts = new Map<number, number>()
    const runs = 4_000
    let stated = 0
    for (let seed = 0; seed < runs; seed++) {
      const { order: drawn, propensities } = explore(order, totals, { seed, deviation: 0.4 })
      const at = drawn[3] ?? -1
      counts.set(at, (counts.get(at) ?? 0) + 1)
      if (at === 3) stated = propensities.get(at) ?? 0
    }
    expect((counts.get(3) ?? 0) / runs).toBeCloseTo(stated, 1)
  })

  it('never touches the first place, loses nothing, and is the same for the same seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (seed) => {
        const { order: drawn } = explore(order, totals, { seed, deviation: 0.5 })
        expect(drawn[0]).toBe(0)
        expect([...drawn].sort((a, b) => a - b)).toEqual(order)
        expect(explore(order, totals, { seed, deviation: 0.5 }).order).toEqual(drawn)
      }),
    )
  })
})
