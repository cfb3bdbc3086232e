import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dot } from '../core/embedding/dot.js'
import { openStaticModel } from '../core/embedding/static-model.js'
import { createPlainPool } from '../core/embedding/vector-pool.js'
import { openVectorPools } from './vector-pool.js'

const cases = fc
  .record({ dimensions: fc.integer({ min: 1, max: 40 }), vectors: fc.integer({ min: 1, max: 700 }), expected: fc.integer({ min: 0, max: 300 }), seed: fc.integer({ min: 1, max: 1e6 }) })
  .map(({ dimensions, vectors, expected, seed }) => ({
    dimensions,
    expected,
    vectors: Array.from({ length: vectors }, (_, n) => Float32Array.from({ length: dimensions }, (_x, d) => Math.sin(seed + n * 12.9898 + d * 78.233))),
    query: Float32Array.from({ length: dimensions }, (_, d) => Math.cos(seed * 3 + d)),
    places: Int32Array.from({ length: (seed % 900) + 1 }, (_, i) => (seed * (i + 1)) % vectors),
  }))

describe('the pool of vectors in WebAssembly', () => {
  it('is there in this engine', () => {
    expect(openVectorPools()).not.toBe(createPlainPool)
  })

  it('keeps each vector as it came, also when it has grown', () => {
    fc.assert(
      fc.property(cases, ({ dimensions, expected, vectors }) => {
        const pool = openVectorPools()(dimensions, expected)
        const early = pool.at(pool.keep(vectors[0] ?? new Float32Array(dimensions)))
        const places = vectors.slice(1).map((vector) => pool.keep(vector))
        expect(pool.size).toBe(vectors.length)
        expect(early).toEqual(vectors[0])
        expect(places.map((place) => pool.at(place))).toEqual(vectors.slice(1))
        expect(pool.at(-1)).toBeUndefined()
        expect(pool.at(vectors.length)).toBeUndefined()
      }),
      { numRuns: 30 },
    )
  })

  it('multiplies to the bit as the plain one does, whatever the dimensions, the places and their order', () => {
    fc.assert(
      fc.property(cases, ({ dimensions, expected, vectors, query, places }) => {
        const products = [openVectorPools(), createPlainPool].map((create) => {
          const pool = create(dimensions, expected)
          for (const vector of vectors) pool.keep(vector)
          return pool.dots(query, places)
        })
        expect(products[0]).toEqual(products[1])
        expect(products[0]).toEqual(Float64Array.from(places, (place) => dot(vectors[place] ?? query, query)))
        expect(openVectorPools()(dimensions, 0).dots(query, new Int32Array(0))).toEqual(new Float64Array(0))
      }),
      { numRuns: 60 },
    )
  })

  it('gives the static model its vectors to the bit', () => {
    const file = (name: string): Buffer => readFileSync(new URL(`../../public/models/static/${name}`, import.meta.url))
    const [bytes, vocab] = [new Uint8Array(file('static.bin')).buffer, file('vocab.txt').toString('utf8')]
    const [wasm, plain] = [openVectorPools(), createPlainPool].map((create) => {
      const opened = openStaticModel(bytes, vocab, create)
      return opened.status === 'ok' ? ['A harbour at night', 'bread '.repeat(90), 'x'].map((text) => opened.model.embed(text)) : []
    })
    expect(wasm?.map((vector) => vector?.length)).toEqual([384, 384, 384])
    expect(wasm).toEqual(plain)
  })
})
