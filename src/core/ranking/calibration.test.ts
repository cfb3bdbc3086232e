import { describe, expect, it } from 'vitest'
import { createCalibration, ownShares } from './calibration.js'

describe('calibration', () => {
  const shares = ownShares(new Map([['a', 6], ['b', 2], ['never', 0]]))

  it('takes a visitor’s own shares, of what they turned to at all', () => {
    expect([...shares]).toEqual([['a', 0.75], ['b', 0.25]])
    expect(ownShares(new Map([['a', 0]])).size).toBe(0)
  })

  it('is the divergence of a list’s categories from those shares, as Steck defines it', () => {
    const list = createCalibration(shares)
    list.take('a')
    list.take(undefined)
    list.take('c')
    const smoothed = (share: number, count: number): number => 0.99 * (count / 4) + 0.01 * share
    expect(list.divergenceWith('b')).toBeCloseTo(0.75 * Math.log(0.75 / smoothed(0.75, 1)) + 0.25 * Math.log(0.25 / smoothed(0.25, 1)), 12)
    expect(list.divergenceWith('a')).toBeCloseTo(0.75 * Math.log(0.75 / smoothed(0.75, 2)) + 0.25 * Math.log(0.25 / smoothed(0.25, 0)), 12)
    expect(list.divergenceWith(undefined)).toBeGreaterThan(list.divergenceWith('a'))
  })
})
