import { describe, expect, it } from 'vitest'
import { beforeAfter, pooled } from './pooled.js'

const around = (estimate: number, half: number) => ({ estimate, low: estimate - half, high: estimate + half })

describe('pooled estimates', () => {
  it('weigh the surer one more, and are surer than each', () => {
    const made = pooled([around(1, 1), around(4, 2)])
    expect(made?.estimate).toBeCloseTo((1 * 4 + 4) / 5, 9)
    expect((made?.high ?? 0) - (made?.low ?? 0)).toBeCloseTo(2 / Math.sqrt(1.25), 9)
  })

  it('leave out what says nothing', () => {
    const said = pooled([{ estimate: 3, low: -Infinity, high: Infinity }, around(1, 1)])
    expect(said?.estimate).toBe(1)
    expect([said?.low, said?.high]).toEqual([expect.closeTo(0, 9), expect.closeTo(2, 9)])
    expect(pooled([])).toBeUndefined()
  })
})

describe('before and after', () => {
  const weeks = [{ epoch: 1, n: 100, ...around(0.1, 0.02) }, { epoch: 2, n: 300, ...around(0.2, 0.02) }, { epoch: 3, n: 100, ...around(0.3, 0.04) }]

  it('are means over browsers, with a difference that counts both errors', () => {
    const seen = beforeAfter(weeks, 3)
    expect(seen?.before.estimate).toBeCloseTo(0.175, 9)
    expect(seen?.difference.estimate).toBeCloseTo(0.125, 9)
    expect((seen?.difference.high ?? 0) - (seen?.difference.estimate ?? 0)).toBeCloseTo(Math.hypot(0.04, Math.hypot(100 * 0.02, 300 * 0.02) / 400), 9)
  })

  it('are nothing where one side is empty', () => {
    expect(beforeAfter(weeks, 1)).toBeUndefined()
    expect(beforeAfter(weeks, 9)).toBeUndefined()
  })
})
