import { describe, expect, it } from 'vitest'
import { type Listed, measureList } from './list-figures.js'

const listed = (category: string | undefined, vector?: readonly number[], popularity = 0.5): Listed => ({ category, vector: vector === undefined ? undefined : Float32Array.from(vector), popularity })

describe('measureList', () => {
  it('gives the figures worked out by hand', () => {
    const { diversity, novelty, calibration } = measureList([listed('a', [1, 0], 1 / 2), listed('a', [1, 0], 1 / 8), listed('b', [0, 1], 1 / 4)], ['a', 'b'])
    // Distances 0, 1 and 1; one, three and two bits.
    expect(diversity).toBeCloseTo(2 / 3, 6)
    expect(novelty).toBeCloseTo(2, 12)
    // Two thirds and a third beside a half each, with a hundredth of the history mixed in.
    expect(calibration).toBeCloseTo(0.5 * Math.log(0.5 / (0.99 * (2 / 3) + 0.005)) + 0.5 * Math.log(0.5 / (0.99 / 3 + 0.005)), 12)
  })

  it('is calibrated where the list has the history’s shares, and worse the more it misses', () => {
    const history = ['a', 'a', 'b', undefined]
    const of = (...categories: readonly string[]): number => measureList(categories.map((category) => listed(category)), history).calibration
    expect(of('a', 'b', 'a')).toBeCloseTo(0, 9)
    expect(of('a', 'a', 'a', 'b')).toBeGreaterThan(0)
    expect(of('a', 'a', 'a')).toBeGreaterThan(of('a', 'a', 'a', 'b'))
    expect(of('c')).toBeCloseTo(Math.log(100), 9)
  })

  it('falls back on categories where nothing has a vector, and says what it cannot tell', () => {
    expect(measureList([listed('a'), listed('a'), listed('b')], []).diversity).toBeCloseTo(2 / 3, 12)
    expect(measureList([listed(undefined)], ['a'])).toMatchObject({ diversity: Number.NaN, calibration: Number.NaN })
    expect(measureList([listed('a')], []).calibration).toBeNaN()
  })
})
