import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DotKernel } from '../core/embedding/dot-kernel.js'
import { dequantise, quantise } from '../core/embedding/quantise.js'
import { scalarKernel } from '../core/embedding/scalar-kernel.js'
import { openDotKernel, openWasmKernel } from './dot-kernel.js'

const simd = openWasmKernel('simd')
const relaxed = openWasmKernel('relaxed-simd')
const kernels: DotKernel[] = [scalarKernel, openDotKernel(), ...(simd ? [simd] : []), ...(relaxed ? [relaxed] : [])]

const matrixOf = fc
  .record({ dimensions: fc.integer({ min: 1, max: 70 }), rows: fc.integer({ min: 0, max: 30 }), seed: fc.integer({ min: 1, max: 1e6 }) })
  .map(({ dimensions, rows, seed }) => ({ dimensions, rows, vectors: Float32Array.from({ length: rows * dimensions }, (_, i) => Math.sin(seed + i * 12.9898)), query: Float32Array.from({ length: dimensions }, (_, d) => Math.cos(seed * 3 + d * 78.233)) }))

const unit = (vector: Float32Array): Float32Array => vector.map((x) => x / Math.hypot(...vector))

describe('the vector kernels', () => {
  it('are there as wasm in this engine', () => {
    expect(simd).toBeDefined()
    expect(openDotKernel().name).not.toBe('scalar')
  })

  it('agree bit for bit with each other, whatever the number of rows and dimensions', () => {
    fc.assert(
      fc.property(matrixOf, ({ dimensions, vectors, query }) => {
        const matrix = quantise(vectors, dimensions)
        const expected = scalarKernel.load(matrix).scores(query)
        for (const kernel of kernels) expect(kernel.load(matrix).scores(query), kernel.name).toEqual(expected)
      }),
    )
  })

  it('give the cosine to within 1e-3', () => {
    fc.assert(
      fc.property(matrixOf, ({ dimensions, rows, vectors, query }) => {
        const matrix = quantise(vectors, dimensions)
        const scores = openDotKernel().load(matrix).scores(unit(query))
        for (let row = 0; row < rows; row++) {
          const vector = dequantise(matrix, row)
          const cosine = vector?.reduce((sum, x, d) => sum + x * (unit(query)[d] ?? 0), 0) ?? 0
          expect(Math.abs(cosine - (scores[row] ?? NaN))).toBeLessThan(1e-3)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('find exactly the best k, ties by row, and never a row without a vector', () => {
    fc.assert(
      fc.property(matrixOf, fc.integer({ min: 0, max: 12 }), ({ dimensions, vectors, query }, k) => {
        const matrix = quantise(vectors.map((x, i) => (Math.floor(i / dimensions) % 5 === 4 ? 0 : x)), dimensions)
        for (const kernel of kernels) {
          const index = kernel.load(matrix)
          const sorted = [...index.scores(query)].map((score, row) => ({ row, score })).filter(({ row }) => row % 5 !== 4).sort((a, b) => b.score - a.score || a.row - b.row)
          expect(index.topK(query, k)).toEqual(sorted.slice(0, k))
        }
      }),
    )
  })

  it('find the very same best k among thousands, where a first look leaves most rows out, with all within a margin where one is asked for', () => {
    let state = 11
    const uniform = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647 - 0.5
    for (const [dimensions, power] of [[100, 1], [384, 1], [64, 7]] as const) {
      const matrix = quantise(Float32Array.from({ length: 3_001 * dimensions }, (_, i) => (Math.floor(i / dimensions) % 7 === 6 ? 0 : uniform() ** power)), dimensions)
      const [reference, ...others] = kernels.map((kernel) => ({ name: kernel.name, index: kernel.load(matrix) }))
      for (let q = 0; q < 12; q++) {
        // Some queries are rows, for which the nearest stands far out.
        const query = unit(q % 3 === 0 ? (dequantise(matrix, q) ?? new Float32Array(dimensions)) : Float32Array.from({ length: dimensions }, uniform))
        for (const margin of [0, 0.03]) {
          const expected = reference?.index.within(query, 10, margin)
          for (const { name, index } of others) expect(index.within(query, 10, margin), name).toEqual(expected)
        }
      }
    }
  })

  it('score 0 everywhere for a query that is not finite', () => {
    const index = openDotKernel().load(quantise(new Float32Array(32).fill(0.25), 16))
    expect([...index.scores(new Float32Array(16).fill(NaN))]).toEqual([0, 0])
  })

  it('are the bytes that their sources assemble to', async () => {
    const { kernelSource } = (await import(new URL('./dot-kernel/assemble.mjs', import.meta.url).href)) as { kernelSource(): Promise<string> }
    expect(readFileSync(new URL('./dot-kernel/bytes.ts', import.meta.url), 'utf8')).toBe(await kernelSource())
  })
})
