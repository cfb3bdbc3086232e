import { indexOver, type DotKernel } from './dot-kernel.js'

/** The kernel in plain JavaScript: for hosts that forbid WebAssembly, and what the others are compared with. */
export const scalarKernel: DotKernel = {
  name: 'scalar',
  load(matrix) {
    const { rows, dimensions } = matrix
    const codes = matrix.codes.slice()
    return indexOver({ ...matrix, codes }, (query) => {
      const out = new Int32Array(rows)
      for (let row = 0; row < rows; row++) {
        const start = row * dimensions
        let sum = 0
        for (let d = 0; d < dimensions; d++) sum += (codes[start + d] ?? 0) * (query[d] ?? 0)
        out[row] = sum
      }
      return out
    })
  },
}
