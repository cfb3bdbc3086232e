import { describe, expect, it } from 'vitest'
import type { ItemId } from '../item.js'
import { correctedClick, positionBias, type ShownList } from './position-bias.js'
import { seededRandom } from './seeded-random.js'

const ITEMS = Array.from({ length: 30 }, (_, n) => `i${String(n)}` as ItemId)

/** Lists in which an item is clicked where its position is looked at and it appeals; the better ones stand higher more often, as a site would have it. */
function log(lists: number, looked: (position: number) => number): readonly ShownList[] {
  const random = seededRandom(5)
  const appeal = new Map(ITEMS.map((id, n) => [id, 0.6 - n / 60]))
  return Array.from({ length: lists }, () => {
    const shown = [...ITEMS].map((id) => ({ id, key: (appeal.get(id) ?? 0) + 0.5 * random() })).sort((a, b) => b.key - a.key).map(({ id }) => id).slice(0, 12)
    return { shown, clicked: new Set(shown.filter((id, position) => random() < looked(position) && random() < (appeal.get(id) ?? 0))) }
  })
}

describe('positionBias', () => {
  it('recovers how much each position is looked at, although better items stand higher', () => {
    const looked = (position: number): number => 1 / (1 + 0.3 * position)
    const { examination, clicks } = positionBias(log(20_000, looked))
    expect(clicks).toBeGreaterThan(10_000)
    for (let position = 1; position < 10; position++) expect(Math.abs((examination[position] ?? 0) - looked(position))).toBeLessThan(0.05)
    // The plain click rate would say less of the lower positions: what stands there is also less liked.
    const rate = (position: number): number => log(20_000, looked).filter(({ shown, clicked }) => clicked.has(shown[position] ?? ('' as ItemId))).length
    expect(rate(9) / rate(0)).toBeLessThan(looked(9) - 0.05)
  })

  it('finds none where the order means nothing, and corrects nothing where the log is short', () => {
    for (const value of positionBias(log(20_000, () => 0.5)).examination) expect(value).toBeCloseTo(1, 0)
    const short = positionBias(log(3, () => 0.5))
    for (const value of short.examination) expect(Math.abs(value - 1)).toBeLessThan(0.1)
    expect(positionBias([]).examination).toEqual(new Array(10).fill(1))
  })

  it('bounds what one click counts for, also beyond the positions told apart', () => {
    expect(correctedClick({ examination: [1, 0.5], clicks: 9 }, 1)).toBe(2)
    expect(correctedClick({ examination: [1, 0.001], clicks: 9 }, 40)).toBe(20)
  })
})
