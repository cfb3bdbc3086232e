import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ItemId } from '../item.js'
import type { Millis } from '../time.js'
import { fromBase64, toBase64 } from './base64.js'
import { fitNeighbours } from './fit-neighbours.js'
import { fitPrior } from './fit-prior.js'
import { interactionMatrix, type Interaction } from './interaction-matrix.js'
import { createFoldIn, pairsOf } from './neighbours.js'
import { encodePrior, openPrior } from './prior-file.js'
import { invertSymmetric } from './symmetric-inverse.js'

/** Two camps of readers; within a camp everyone turns to the same subjects. */
const interactions: readonly Interaction[] = Array.from({ length: 40 }, (_, user) => Array.from({ length: 5 }, (_x, k) => ({ user: `u${String(user)}`, item: `${user % 2 === 0 ? 'a' : 'b'}${String((user + k) % 7)}` as ItemId }))).flat()
const AT = 1_700_000_000_000 as Millis

describe('invertSymmetric', () => {
  it('gives the identity with its matrix', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 36, maxLength: 36 }), (values) => {
        const size = 6
        const at = (i: number, j: number): number => values[i * size + j] ?? 0
        const matrix = Float64Array.from({ length: 36 }, (_, k) => Array.from({ length: size }, (_x, m) => at(Math.floor(k / size), m) * at(k % size, m)).reduce((a, b) => a + b, Math.floor(k / size) === k % size ? 1 : 0))
        const inverse = invertSymmetric(Float64Array.from(matrix), size)
        for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) expect(Array.from({ length: size }, (_, k) => (matrix[i * size + k] ?? 0) * (inverse[k * size + j] ?? 0)).reduce((a, b) => a + b, 0)).toBeCloseTo(i === j ? 1 : 0, 9)
      }),
      { numRuns: 30 },
    )
  })
})

describe('fitNeighbours', () => {
  it('is the same from the users’ side and from the items’ side', () => {
    // 40 users, 14 items: items are fewer. The same with items enough that the users are fewer.
    const wide = [...interactions, ...Array.from({ length: 60 }, (_, n) => ({ user: `u${String(n % 40)}`, item: `x${String(n)}` as ItemId }))]
    const narrow = fitNeighbours(interactionMatrix(interactions), { ridge: 5 })
    const doubled = fitNeighbours(interactionMatrix(wide), { ridge: 5 })
    const best = (model: typeof narrow, id: string): string | undefined => {
      const { values } = createFoldIn(model).sums([{ id: id as ItemId, weight: 1 }])
      return model.items[values.indexOf(Math.max(...values))]
    }
    expect(best(narrow, 'a0')?.[0]).toBe('a')
    expect(best(doubled, 'a0')?.[0]).toBe('a')
  })

  it('keeps the strongest weights of all rows, for and against, so many an item on average', () => {
    const whole = fitNeighbours(interactionMatrix(interactions), { ridge: 5, kept: 1_000 })
    const few = fitNeighbours(interactionMatrix(interactions), { ridge: 5, kept: 2 })
    expect(pairsOf(few)).toBeLessThanOrEqual(2 * few.items.length + 14)
    expect(pairsOf(few)).toBeGreaterThanOrEqual(2 * few.items.length - 14)
    const weightsOf = ({ starts, weights, scales }: typeof whole): readonly number[] => Array.from(scales, (scale, row) => Array.from(weights.subarray(starts[row], starts[row + 1]), (weight) => Math.abs(weight * scale) / 127)).flat().sort((a, b) => b - a)
    weightsOf(few).forEach((weight, i) => expect(Math.abs(weight - (weightsOf(whole)[i] ?? 0))).toBeLessThan(0.01))
    expect(whole.weights.some((weight) => weight < 0)).toBe(true)
  })

  it('sums what each item of a history says, and names the one that says most', () => {
    const fold = createFoldIn(fitNeighbours(interactionMatrix(interactions), { ridge: 5 }))
    const { values, nearest } = fold.sums([{ id: 'a0' as ItemId, weight: 1 }, { id: 'unknown' as ItemId, weight: 1 }])
    const place = fold.place('a1' as ItemId) ?? -1
    expect(values[place]).toBeGreaterThan(0)
    expect(nearest[place]).toBe(0)
    expect(values[fold.place('b1' as ItemId) ?? -1]).toBe(0)
  })
})

describe('prior.json', () => {
  const prior = fitPrior(interactions, AT)

  it('opens as it was written, and is the same bytes for the same interactions in any order', () => {
    const text = encodePrior(prior)
    const opened = openPrior(text)
    if (opened.status !== 'ok') throw new Error(opened.message)
    expect(encodePrior(opened.prior)).toBe(text)
    expect(encodePrior(fitPrior([...interactions].reverse(), AT))).toBe(text)
    expect(opened.prior.neighbours && pairsOf(opened.prior.neighbours)).toBeGreaterThan(0)
    expect(opened.prior.popularity?.counts.get('a0' as ItemId)?.clicks).toBeGreaterThan(0)
  })

  it('is refused as a value where it is none, truncated, or points outside its items', () => {
    const file = JSON.parse(encodePrior(prior)) as { neighbours: { items: string[]; table: string } }
    const cut = { ...file, neighbours: { ...file.neighbours, table: file.neighbours.table.slice(0, 40) } }
    const beyond = { ...file, neighbours: { ...file.neighbours, table: toBase64(new Uint8Array(fromBase64(file.neighbours.table)?.length ?? 0).fill(255)) } }
    for (const wrong of ['', '{', '{"version":2}', '[]', JSON.stringify(cut), JSON.stringify(beyond), '{"version":1,"popularity":{"at":"never","rate":1,"counts":{}}}']) expect(openPrior(wrong)).toMatchObject({ status: 'unavailable', code: 'prior-corrupt' })
  })

  it('takes the collector’s topics, and says where too few reports stand behind them', () => {
    const opened = openPrior(JSON.stringify({ version: 1, source: 'dp', topics: [{ task: 't', hash: 'h', users: 3, needed: 17000, used: false, shares: { Space: 0.5 } }] }))
    expect(opened).toMatchObject({ status: 'ok', prior: { source: 'dp', topics: { used: false } } })
  })

  it('carries any bytes in base64', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => { expect(fromBase64(toBase64(bytes))).toEqual(bytes) }))
    expect(fromBase64('a$==')).toBeUndefined()
  })
})
