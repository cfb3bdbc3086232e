import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Item, ItemId } from '../item.js'
import type { RankedItem } from './ranking.js'
import { honourWishes, isMuted, type Wishes } from './wishes.js'

const item = (id: number, category?: string): Item => ({ id: String(id) as ItemId, title: `Item ${String(id)}`, ...(category === undefined ? {} : { category }) })
const ranked = (items: readonly Item[]): readonly RankedItem[] => items.map(({ id }, place) => ({ id, score: -place, propensity: 1, reasons: [{ kind: 'meaning', text: '', weight: -place }] }))
const topics = fc.array(fc.constantFrom('a', 'b', 'c', undefined), { maxLength: 40 })
const wishes: fc.Arbitrary<Wishes> = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'constructor'), fc.constantFrom('boost' as const, 'mute' as const))

describe('wishes about topics', () => {
  it('loses and invents no item, puts what is muted last, and lets nothing boosted fall', () => {
    fc.assert(
      fc.property(topics, wishes, (categories, said) => {
        const items = categories.map((category, id) => item(id, category))
        const order = honourWishes(ranked(items), items, said).map(({ id }) => Number(id))
        expect([...order].sort((a, b) => a - b)).toEqual(items.map((_, id) => id))
        const muted = order.map((id) => isMuted(items[id] ?? item(id), said))
        expect(muted).toEqual([...muted].sort((a, b) => Number(a) - Number(b)))
        for (const [place, id] of order.entries()) if (said[categories[id] ?? ''] === 'boost') expect(place).toBeLessThanOrEqual(id)
      }),
    )
  })

  it('says so, and the reasons still add up to the score', () => {
    const items = [item(0, 'a'), item(1, 'b'), item(2, 'c')]
    const after = honourWishes(ranked(items), items, { b: 'boost', a: 'mute' })
    expect(after.map(({ id }) => id)).toEqual(['1', '2', '0'])
    expect(after.map(({ reasons }) => reasons[0]?.text)).toEqual(['You asked for more of b', '', 'You asked for none of a'])
    for (const { score, reasons } of after) expect(reasons.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(score)
  })
})
