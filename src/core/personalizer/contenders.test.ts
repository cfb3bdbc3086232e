import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ItemId } from '../item.js'
import { createContenders } from './contenders.js'

const idsOf = (count: number): readonly ItemId[] => Array.from({ length: count }, (_, at) => `i${String(at)}` as ItemId)
const byTotal = (totals: ArrayLike<number>): readonly number[] => Array.from({ length: totals.length }, (_, at) => at).sort((a, b) => (totals[b] ?? 0) - (totals[a] ?? 0))

/** Embeds whoever is named until nobody is; gives the totals as they then are, and who was left out. */
function untilNobody(before: readonly number[], moves: readonly number[]) {
  const ids = idsOf(before.length)
  const totals = Float64Array.from(before)
  const waiting = new Set(ids)
  const contenders = createContenders()
  for (;;) {
    const named = contenders.look({ ids, totals }, waiting)
    if (named.length === 0) return { totals, left: ids.flatMap((id, at) => (waiting.has(id) ? [at] : [])) }
    // As the upgrade does: looked at anew after so many.
    for (const at of named.slice(0, 64)) {
      totals[at] = (totals[at] ?? 0) + (moves[at] ?? 0)
      waiting.delete(ids[at] ?? ('' as ItemId))
    }
  }
}

describe('candidates that could still change the visible order', () => {
  it('are the best as they stand, while nobody has moved', () => {
    const totals = Float64Array.from({ length: 100 }, (_, at) => at)
    expect(createContenders().look({ ids: idsOf(100), totals }, new Set(idsOf(100)))).toEqual(byTotal(totals).slice(0, 64))
  })

  it('leave nobody out who would be visible, as long as nobody moves further than those seen', () => {
    const candidate = fc.record({ total: fc.double({ min: -4, max: 4, noNaN: true }), move: fc.double({ min: -1, max: 1, noNaN: true }) })
    fc.assert(
      fc.property(fc.array(candidate, { minLength: 65, maxLength: 300 }), (candidates) => {
        const before = candidates.map(({ total }) => total)
        // The best is embedded first, and moves as far as anybody.
        const furthest = byTotal(before)[0]
        const moves = candidates.map(({ move }, at) => (at === furthest ? -1 : move))
        const { totals, left } = untilNobody(before, moves)
        const full = Float64Array.from(before, (total, at) => total + (moves[at] ?? 0))
        const last = totals[byTotal(totals)[19] ?? 0] ?? 0
        for (const at of left) expect(full[at]).toBeLessThan(last + 1e-9)
      }),
    )
  })

  it('are fewer the less those seen have moved', () => {
    const before = Array.from({ length: 400 }, (_, at) => -at / 2)
    const leftBy = (move: number): number => untilNobody(before, before.map(() => -move)).left.length
    expect(leftBy(1)).toBeGreaterThan(leftBy(50))
    expect(leftBy(50)).toBeGreaterThan(0)
  })

  it('are not everybody, however far everybody moves', () => {
    const before = Array.from({ length: 3_000 }, (_, at) => -at / 100)
    expect(3_000 - untilNobody(before, before.map(() => -100)).left.length).toBeLessThanOrEqual(1_064)
  })

  it('are told by moves under one history only', () => {
    const ids = idsOf(200)
    const contenders = createContenders()
    const waiting = new Set(ids)
    for (const at of contenders.look({ ids, totals: Float64Array.from(ids, (_, at) => -at) }, waiting)) waiting.delete(ids[at] ?? ('' as ItemId))
    contenders.historyChanged()
    // Under the new history everything stands elsewhere; nobody's vector is why, so the best are looked at first again.
    expect(contenders.look({ ids, totals: Float64Array.from(ids, (_, at) => at) }, waiting)).toHaveLength(64)
  })
})
