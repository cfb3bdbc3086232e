/**
 * One unit vector a text out of what a graph gave.
 *
 * @param output row-major, batch × dimensions, or batch × tokens × dimensions; no row is padded
 * @param dims its dimensions, two or three
 * @returns row-major, batch × dimensions, each row of length one (a row of zeros stays)
 */
export function pool(output: Float32Array, dims: readonly number[], pooling: 'none' | 'mean' | 'cls'): Float32Array {
  const batch = dims[0] ?? 0
  const dimensions = dims.at(-1) ?? 0
  const tokens = dims.length === 3 ? (dims[1] ?? 0) : 1
  const counted = pooling === 'cls' ? Math.min(1, tokens) : tokens
  const vectors = new Float32Array(batch * dimensions)
  for (let row = 0; row < batch; row++) {
    const vector = vectors.subarray(row * dimensions, (row + 1) * dimensions)
    for (let token = 0; token < counted; token++) {
      const start = (row * tokens + token) * dimensions
      for (let d = 0; d < dimensions; d++) vector[d] = (vector[d] ?? 0) + (output[start + d] ?? 0)
    }
    normalise(vector)
  }
  return vectors
}

function normalise(vector: Float32Array): void {
  let square = 0
  for (const x of vector) square += x * x
  // NaN stays NaN: whoever asked must see it.
  if (square === 0) return
  const inverse = 1 / Math.sqrt(square)
  for (let d = 0; d < vector.length; d++) vector[d] = (vector[d] ?? 0) * inverse
}
