import { openDotKernel, openWasmKernel } from '../../../src/adapters/dot-kernel.js'
import { openVectorPools } from '../../../src/adapters/vector-pool.js'
import { quantise } from '../../../src/core/embedding/quantise.js'
import { scalarKernel } from '../../../src/core/embedding/scalar-kernel.js'
import { createPlainPool } from '../../../src/core/embedding/vector-pool.js'

const bench = {
  /** The kernel that this browser takes, and how many of 60 searches any of its kernels answers other than plain arithmetic does. */
  compare() {
    let state = 11
    const uniform = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647 - 0.5
    const dimensions = 100
    const matrix = quantise(Float32Array.from({ length: 4_001 * dimensions }, (_, i) => (Math.floor(i / dimensions) % 7 === 6 ? 0 : uniform())), dimensions)
    const kernels = [openDotKernel(), openWasmKernel('simd'), openWasmKernel('relaxed-simd')].flatMap((kernel) => kernel ?? [])
    const reference = scalarKernel.load(matrix)
    const wrong: string[] = []
    for (const kernel of kernels) {
      const index = kernel.load(matrix)
      for (let q = 0; q < 20; q++) {
        const query = Float32Array.from({ length: dimensions }, uniform)
        const length = Math.hypot(...query)
        const unit = query.map((x) => x / length)
        const same = JSON.stringify(index.topK(unit, 10)) === JSON.stringify(reference.topK(unit, 10)) && JSON.stringify(index.scores(unit)) === JSON.stringify(reference.scores(unit))
        if (!same) wrong.push(kernel.name)
      }
    }
    return { taken: openDotKernel().name, kernels: kernels.map(({ name }) => name), wrong, pool: comparePools(uniform) }
  },
}

/** Whether the pool that this browser takes is the WebAssembly one, and gives to the bit the products of the plain one. */
function comparePools(uniform: () => number): { readonly wasm: boolean; readonly same: boolean } {
  const dimensions = 384
  const vectors = Array.from({ length: 700 }, () => Float32Array.from({ length: dimensions }, uniform))
  const places = Int32Array.from({ length: 999 }, (_, i) => (i * 37) % vectors.length)
  const [ours, plain] = [openVectorPools(), createPlainPool].map((create) => {
    const pool = create(dimensions, 100)
    for (const vector of vectors) pool.keep(vector)
    return JSON.stringify([...pool.dots(vectors[5] ?? new Float32Array(dimensions), places)])
  })
  return { wasm: openVectorPools() !== createPlainPool, same: ours === plain }
}

Object.assign(globalThis, { bench })
