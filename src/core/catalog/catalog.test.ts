import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quantise } from '../embedding/quantise.js'
import type { SpaceId } from '../embedding/space.js'
import { encodeCatalog, openCatalog, type CatalogParts } from './catalog.js'
import { readCatalogLines } from './catalog-lines.js'

const DIMENSIONS = 8

function parts(count: number): CatalogParts {
  const { items } = readCatalogLines(Array.from({ length: count }, (_, i) => JSON.stringify({ id: `s${i}`, title: `Story ${i}`, tags: ['a'], price: i })).join('\n'))
  const vectors = Float32Array.from({ length: count * DIMENSIONS }, (_, i) => Math.sin(i * 7 + 1))
  return { items, space: 'test/8' as SpaceId, tier: 'transformer', matrix: quantise(vectors, DIMENSIONS) }
}

function open(json: string, bin: Uint8Array | undefined) {
  const answer = openCatalog(json, bin)
  if (answer.status !== 'ok') throw new Error(answer.message)
  return answer.catalog
}

describe('the catalog files', () => {
  it('give back the items, and unit vectors that point the same way', () => {
    const made = parts(5)
    const { json, bin } = encodeCatalog(made)
    const catalog = open(json, bin)
    expect(catalog.items).toEqual(made.items)
    expect(catalog).toMatchObject({ space: 'test/8', tier: 'transformer', dimensions: DIMENSIONS, problems: [] })
    for (let i = 0; i < 5; i++) expect(Math.hypot(...(catalog.vector(i) ?? []))).toBeCloseTo(1, 5)
    expect(catalog.vector(5)).toBeUndefined()
    expect(catalog.mean).toHaveLength(DIMENSIONS)
  })

  it('are the same bytes for the same parts', () => {
    expect(encodeCatalog(parts(9))).toEqual(encodeCatalog(parts(9)))
  })

  it('keep the items where the vectors are missing, truncated or of another catalog', () => {
    const { json, bin } = encodeCatalog(parts(3))
    for (const wrong of [undefined, bin.subarray(0, 3), bin.subarray(0, bin.length - 1), encodeCatalog(parts(4)).bin]) {
      const catalog = open(json, wrong)
      expect(catalog.items).toHaveLength(3)
      expect(catalog.vector(0)).toBeUndefined()
      expect(catalog.problems).toHaveLength(1)
    }
  })

  it('leave out a spoilt item, name it, and keep the others with their own vectors', () => {
    const made = parts(3)
    const { json, bin } = encodeCatalog(made)
    const catalog = open(json.replace('"title":"Story 1"', '"title":7'), bin)
    expect(catalog.items.map(({ id }) => id)).toEqual(['s0', 's2'])
    expect(catalog.problems).toEqual(['item 2 of catalog.json: "title" must be a string'])
    expect(catalog.vector(1)).toEqual(open(json, bin).vector(2))
    expect(catalog.matrix?.rows).toBe(2)
  })

  it('are refused as a value where catalog.json is no catalog', () => {
    for (const json of ['', '{', '[]', '{"format":"other"}']) expect(openCatalog(json, undefined)).toMatchObject({ status: 'unavailable', code: 'catalog-corrupt' })
  })
})

describe('items.jsonl', () => {
  it('skips each bad line and says which and why', () => {
    const text = ['{"id":"a","title":"A"}', 'oops', '', '{"id":"b"}', '{"id":"a","title":"again"}', '{"id":"c","title":"C","price":"4"}', '7', '{"id":"d","title":"D"}\r'].join('\n')
    const { items, problems } = readCatalogLines(text)
    expect(items.map(({ id }) => id)).toEqual(['a', 'd'])
    expect(problems).toEqual([
      { line: 2, message: 'not JSON' },
      { line: 4, message: '"title" is missing' },
      { line: 5, message: 'id "a" is already on line 1', repeats: true },
      { line: 6, message: '"price" must be a number' },
      { line: 7, message: expect.stringContaining('must be an object') as string },
    ])
  })

  it('reads any text without throwing, and loses no line unreported', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.json()), { maxLength: 20 }), (lines) => {
        const text = lines.map((line) => line.replace(/[\r\n]/g, ' ')).join('\n')
        const { items, problems } = readCatalogLines(text)
        expect(items.length + problems.length).toBe(text.replace(/^\uFEFF/, '').split('\n').filter((line) => line.trim() !== '').length)
      }),
    )
  })
})
