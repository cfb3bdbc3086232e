import { describe, expect, it } from 'vitest'
import type { ItemId } from '../item.js'
import { seededRandom } from '../measurement/seeded-random.js'
import { createContenders } from './contenders.js'

const idsOf = (count: number): readonly ItemId[] => Array.from({ length: count }, (_, at) => `i${String(at)}` as ItemId)
const byTotal = (totals: ArrayLike<number>): readonly number[] => Array.from({ length: totals.length }, (_, at) => at).sort((a, b) => (totals[b] ?? 0) - (totals[a] ?? 0))
const standingOf = (ids: readonly ItemId[], totals: ArrayLike<number>, places = 20) => ({ ids, totals, visible: new Set(byTotal(totals).slice(0, places).flatMap((at) => ids[at] ?? [])) })

/** Embeds whoever is named until nobody is, looked at anew after each 64 as the upgrade does; how many visible places those left out would hold. */
function untilNobody(before: readonly number[], moves: readonly number[], places = 20) {
  const ids = idsOf(before.length)
  const totals = Float64Array.from(before)
  const waiting = new Set(ids)
  const contenders = createContenders()
  for (;;) {
    const named = contenders.look(standingOf(ids, totals, places), waiting)
    if (named.length === 0) break
    for (const at of named.slice(0, 64)) {
      totals[at] = (totals[at] ?? 0) + (moves[at] ?? 0)
      waiting.delete(ids[at] ?? ('' as ItemId))
    }
  }
  const full = Float64Array.from(before, (total, at) => total + (moves[at] ?? 0))
  return { embedded: before.length - waiting.size, missed: byTotal(full).slice(0, places).filter((at) => waiting.has(ids[at] ?? ('' as ItemId))).length }
}

/** Standard normals (Box and Muller). */
function normals(seed: number): () => number {
  const random = seededRandom(seed)
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

function pages(count: number, { items = 600, deviation = 0.5, places = 20 } = {}) {
  const runs = Array.from({ length: count }, (_, seed) => {
    const normal = normals(seed + 1)
    const before = Array.from({ length: items }, normal)
    return untilNobody(before, before.map(() => deviation * normal()), places)
  })
  const mean = (of: (run: { readonly embedded: number; readonly missed: number }) => number): number => runs.reduce((sum, run) => sum + of(run), 0) / count
  return { embedded: mean(({ embedded }) => embedded), missed: mean(({ missed }) => missed) }
}

describe('candidates that could still change the visible order', () => {
  it('are the best as they stand, while nobody has moved', () => {
    const totals = Float64Array.from({ length: 100 }, (_, at) => at)
    expect(createContenders().look(standingOf(idsOf(100), totals), new Set(idsOf(100)))).toEqual(byTotal(totals).slice(0, 64))
  })

  it('leave others out who hold fewer of the visible places than is stated, over pages with random moves', () => {
    const { embedded, missed } = pages(200)
    expect(missed).toBeLessThanOrEqual(0.3)
    // Not for everybody being embedded.
    expect(missed).toBeGreaterThan(0.05)
    expect(embedded).toBeLessThan(300)
  })

  it('are more where vectors move scores further, and where the page shows more places', () => {
    const usual = pages(40).embedded
    expect(pages(40, { deviation: 0.8 }).embedded).toBeGreaterThan(1.2 * usual)
    expect(pages(40, { places: 6 }).embedded).toBeLessThan(0.8 * usual)
  })

  it('take in whoever is in view, though it would only fall', () => {
    const before = Array.from({ length: 200 }, (_, at) => -at / 100)
    expect(untilNobody(before, before.map(() => -3), 100).missed).toBe(0)
  })

  it('do not reach down to what a rule pinned from below', () => {
    const ids = idsOf(1_000)
    const totals = Float64Array.from(ids, (_, at) => -at / 50)
    const waiting = new Set(ids)
    const contenders = createContenders()
    const pinned = { ids, totals, visible: new Set([...ids.slice(0, 9), ...ids.slice(-1)]) }
    for (const at of contenders.look(pinned, waiting)) waiting.delete(ids[at] ?? ('' as ItemId))
    expect(contenders.look(pinned, waiting).length).toBeLessThan(60)
  })

  it('are not everybody, however far everybody moves', () => {
    const before = Array.from({ length: 3_000 }, (_, at) => -at / 100)
    expect(untilNobody(before, before.map((_, at) => (at % 2 === 0 ? 100 : -100))).embedded).toBeLessThanOrEqual(1_064)
  })

  it.each([
    ['another history', (contenders: ReturnType<typeof createContenders>) => contenders.historyChanged(), 200],
    ['another list', () => undefined, 201],
  ])('are not told by what %s moved', (_, change, length) => {
    const ids = idsOf(200)
    const contenders = createContenders()
    const waiting = new Set(ids)
    for (const at of contenders.look(standingOf(ids, Float64Array.from(ids, (_, at) => -at)), waiting)) waiting.delete(ids[at] ?? ('' as ItemId))
    change(contenders)
    // Everything stands elsewhere, and nobody's vector is why: so the best are looked at first again.
    const next = idsOf(length)
    expect(contenders.look(standingOf(next, Float64Array.from(next, (_, at) => at)), waiting)).toHaveLength(64)
  })
})
