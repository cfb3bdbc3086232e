import { indexOver, inverseNormsOf, type DotKernel, type FirstLook, type IntegerDots } from '../core/embedding/dot-kernel.js'
import type { Int8Matrix } from '../core/embedding/quantise.js'
import { scalarKernel } from '../core/embedding/scalar-kernel.js'
import { RELAXED, SIMD } from './dot-kernel/bytes.js'

type Look = (query: number, rows: number, count: number, stride: number, offset: number, factor: number, out: number) => void

type Dots = (query: number, rows: number, count: number, stride: number, out: number) => void

/** How one kernel wants its query laid out in memory, and what its sums mean. */
interface Variant {
  readonly name: 'relaxed-simd' | 'simd'
  readonly base64: string
  readonly writeQuery: (query: Int16Array, memory: ArrayBuffer) => void
  /** Taken from each row's sum, times the sum of the row's codes. */
  readonly offset: number
}

const PAGE = 65_536
const LANES = 16

/** Added to a query number so that it becomes 14 bits without a sign. */
const RELAXED_OFFSET = 8_192

const simd: Variant = { name: 'simd', base64: SIMD, offset: 0, writeQuery: (query, memory) => new Int16Array(memory, 0, query.length).set(query) }

const relaxed: Variant = {
  name: 'relaxed-simd',
  base64: RELAXED,
  offset: RELAXED_OFFSET,
  writeQuery(query, memory) {
    const bytes = new Uint8Array(memory)
    query.forEach((value, d) => {
      const at = Math.floor(d / LANES) * 2 * LANES + (d % LANES)
      bytes[at] = (value + RELAXED_OFFSET) >> 7
      bytes[at + LANES] = (value + RELAXED_OFFSET) & 127
    })
  },
}

/** The fastest kernel that this realm can run and that agrees with plain arithmetic: relaxed SIMD, SIMD, or scalar where wasm is forbidden. */
export function openDotKernel(): DotKernel {
  for (const variant of [relaxed, simd]) {
    const kernel = openVariant(variant)
    if (kernel !== undefined && agrees(kernel)) return kernel
  }
  return scalarKernel
}

/** One wasm kernel by its name; undefined where this realm cannot compile it. */
export function openWasmKernel(name: 'relaxed-simd' | 'simd'): DotKernel | undefined {
  return openVariant(name === 'simd' ? simd : relaxed)
}

function openVariant(variant: Variant): DotKernel | undefined {
  try {
    const module = new WebAssembly.Module(Uint8Array.from(atob(variant.base64), (byte) => byte.charCodeAt(0)))
    return { name: variant.name, load: (matrix) => loadInto(module, variant, matrix) }
  } catch {
    return undefined
  }
}

/** A first look's query, moved up so that it is 7 bits without a sign. */
const LOOK_OFFSET = 64

function loadInto(module: WebAssembly.Module, { writeQuery, offset }: Variant, matrix: Int8Matrix): ReturnType<DotKernel['load']> {
  const { rows, dimensions, codes } = matrix
  const stride = Math.ceil(dimensions / LANES) * LANES
  // Four rows are looked at together: what is missing to the last four is zeros.
  const padded = Math.ceil(rows / 4) * 4
  // One after another, each on a multiple of 16 as it is.
  const rowsAt = 2 * stride
  const outAt = rowsAt + padded * stride
  const offsetsAt = outAt + 4 * padded
  const factorsAt = offsetsAt + 4 * padded
  const memory = new WebAssembly.Memory({ initial: Math.ceil((factorsAt + 4 * padded) / PAGE) + 1 })
  const stored = new Int8Array(memory.buffer, rowsAt, padded * stride)
  const sums = new Int32Array(memory.buffer, offsetsAt, padded)
  for (let row = 0; row < rows; row++) {
    const one = codes.subarray(row * dimensions, (row + 1) * dimensions)
    stored.set(one, row * stride)
    if (offset !== 0) sums[row] = LOOK_OFFSET * sum(one)
  }
  const inverseNorms = new Float32Array(memory.buffer, factorsAt, rows)
  inverseNorms.set(inverseNormsOf(matrix))
  const { dots, look } = new WebAssembly.Instance(module, { hearth: { memory } }).exports as { readonly dots: Dots; readonly look?: Look }
  const products = new Int32Array(memory.buffer, outAt, rows)
  const run: IntegerDots = (query) => {
    writeQuery(query, memory.buffer)
    dots(0, rowsAt, rows, stride, outAt)
    if (offset !== 0) for (let row = 0; row < rows; row++) products[row] = (products[row] ?? 0) - (offset / LOOK_OFFSET) * (sums[row] ?? 0)
    return products
  }
  if (look === undefined) return indexOver(matrix, run)
  const seen = new Float32Array(memory.buffer, outAt, rows)
  const query7 = new Int8Array(memory.buffer, 0, stride)
  const first: FirstLook = (query) => {
    query7.fill(LOOK_OFFSET)
    for (let d = 0; d < query.length; d++) query7[d] = (query[d] ?? 0) + LOOK_OFFSET
    look(0, rowsAt, padded, stride, offsetsAt, factorsAt, outAt)
    return seen
  }
  return indexOver(matrix, run, { first, inverseNorms })
}

function sum(values: Int8Array): number {
  let total = 0
  for (let i = 0; i < values.length; i++) total += values[i] ?? 0
  return total
}

/** Extreme and mixed rows and queries, compared with the scalar kernel: what an engine's relaxed arithmetic must get right before it is used. */
function agrees(kernel: DotKernel): boolean {
  const dimensions = 48
  const rows = [127, -127, 1, 0].map((code, i) => Int8Array.from({ length: dimensions }, (_, d) => (i === 3 ? ((d * 37) % 255) - 127 : d % 2 === 0 ? code : -code * (i % 2 === 0 ? 1 : -1))))
  const matrix: Int8Matrix = { rows: rows.length, dimensions, codes: Int8Array.from(rows.flatMap((row) => [...row])), scales: new Float32Array(rows.length).fill(1) }
  const ours = kernel.load(matrix)
  const reference = scalarKernel.load(matrix)
  return [1, -1].every((sign) =>
    [(d: number) => sign * (d % 2 === 0 ? 1 : -1), () => sign, (d: number) => sign * Math.sin(d * 1.7)].every((wave) => {
      const query = Float32Array.from({ length: dimensions }, (_, d) => wave(d))
      const expected = reference.scores(query)
      const top = reference.topK(query, 2)
      return ours.scores(query).every((score, row) => score === expected[row]) && ours.topK(query, 2).every(({ row, score }, place) => row === top[place]?.row && score === top[place].score)
    }),
  )
}
