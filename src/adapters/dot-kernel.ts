import { indexOver, type DotKernel, type IntegerDots } from '../core/embedding/dot-kernel.js'
import type { Int8Matrix } from '../core/embedding/quantise.js'
import { scalarKernel } from '../core/embedding/scalar-kernel.js'
import { RELAXED, SIMD } from './dot-kernel/bytes.js'

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

function loadInto(module: WebAssembly.Module, { writeQuery, offset }: Variant, matrix: Int8Matrix): ReturnType<DotKernel['load']> {
  const { rows, dimensions, codes } = matrix
  const stride = Math.ceil(dimensions / LANES) * LANES
  const start = 2 * stride
  const out = start + rows * stride
  const memory = new WebAssembly.Memory({ initial: Math.ceil((out + 4 * rows) / PAGE) + 1 })
  const stored = new Int8Array(memory.buffer, start, rows * stride)
  const sums = new Int32Array(rows)
  for (let row = 0; row < rows; row++) {
    const one = codes.subarray(row * dimensions, (row + 1) * dimensions)
    stored.set(one, row * stride)
    if (offset !== 0) sums[row] = one.reduce((sum, code) => sum + code, 0)
  }
  const dots = new WebAssembly.Instance(module, { hearth: { memory } }).exports.dots as Dots
  const products = new Int32Array(memory.buffer, out, rows)
  const run: IntegerDots = (query) => {
    writeQuery(query, memory.buffer)
    dots(0, start, rows, stride, out)
    if (offset !== 0) for (let row = 0; row < rows; row++) products[row] = (products[row] ?? 0) - offset * (sums[row] ?? 0)
    return products
  }
  return indexOver(matrix, run)
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
      return ours.scores(query).every((score, row) => score === expected[row])
    }),
  )
}
