import { describe, expect, it } from 'vitest'
import type { Item, ItemId } from '../item.js'
import { RECENTLY_SHOWN } from '../ranking/recently-shown.js'
import { createLibrary } from './library.js'

const DIMENSIONS = 6
/** All lie in one corner, so that they look alike until the corner's mean is taken away. */
const vectorOf = (n: number, corner: number): Float32Array => Float32Array.from({ length: DIMENSIONS }, (_, d) => (d === corner ? 3 : 0) + Math.sin((n + 1) * (d + 2)))
const items = (count: number, from = 0): readonly Item[] => Array.from({ length: count }, (_, n) => ({ id: `i${String(from + n)}` as ItemId, title: `Story number ${String(from + n)}` }))

describe('the centre on a device', () => {
  const library = createLibrary()
  const put = (list: readonly Item[], corner: number): void => {
    for (const { title } of list) library.learn(title, vectorOf(Number(title.split(' ').at(-1)), corner))
  }
  const first = items(RECENTLY_SHOWN.least)
  put(first, 0)
  /** How far vectors of a corner point there once they are centred, on average. */
  const leaning = (corner: number): number => Array.from({ length: 100 }, (_, n) => library.ranker().direction({ tier: 'transformer', vector: vectorOf(7_000 + n, corner) })?.[corner] ?? Number.NaN).reduce((sum, value) => sum + value / 100, 0)

  it('is the mean of what was shown, once that is enough to tell; to be on a page is not to be shown', () => {
    library.addPageItems(first)
    library.see(first.slice(0, -1))
    expect(leaning(0)).toBeNaN()
    library.see(first)
    expect(Math.abs(leaning(0))).toBeLessThan(0.1)
    expect(leaning(1)).toBeGreaterThan(0.5)
  })

  it('follows what is shown later, and stays where the same is shown again', () => {
    const before = library.ranker()
    library.see(first)
    expect(library.ranker()).toBe(before)
    const later = items(RECENTLY_SHOWN.most, 1_000)
    put(later, 1)
    library.see(later.slice(0, RECENTLY_SHOWN.renewed - 1))
    expect(library.ranker()).toBe(before)
    library.see(later)
    expect(leaning(0)).toBeGreaterThan(0.5)
    expect(Math.abs(leaning(1))).toBeLessThan(0.1)
  })
})
