import { best, inverseNormsOf, marginOf, near, QUERY_LARGEST, roundQuery, scoreOf, type DotKernel, type Scored } from './dot-kernel.js'

/** The kernel in plain JavaScript: for hosts that forbid WebAssembly, and what the others are compared with. */
export const scalarKernel: DotKernel = {
  name: 'scalar',
  load(matrix) {
    const { rows, dimensions } = matrix
    const codes = matrix.codes.slice()
    const inverseNorms = inverseNormsOf(matrix)
    const query16 = new Int16Array(dimensions)

    /** NaN for a row without a vector. */
    const scored = (query: Float32Array): Float32Array => {
      const step = roundQuery(query, query16, QUERY_LARGEST)
      const out = new Float32Array(rows)
      for (let row = 0; row < rows; row++) {
        const start = row * dimensions
        const inverseNorm = inverseNorms[row] ?? 0
        let sum = 0
        if (step !== 0) for (let d = 0; d < dimensions; d++) sum += (codes[start + d] ?? 0) * (query16[d] ?? 0)
        out[row] = inverseNorm === 0 ? NaN : scoreOf(sum, step, inverseNorm)
      }
      return out
    }
    const all = (query: Float32Array): Scored => ({ scores: scored(query), count: rows })
    const margin = (query: Float32Array, error: number): number => {
      if (error === 0) return 0
      const step = roundQuery(query, query16, QUERY_LARGEST)
      return marginOf(error, step, step * Math.hypot(...query16), dimensions)
    }

    return { rows, dimensions, scores: (query) => scored(query).map((score) => (Number.isNaN(score) ? 0 : score)), topK: (query, k) => best(all(query), k), within: (query, k, error) => near(all(query), k, margin(query, error)) }
  },
}
