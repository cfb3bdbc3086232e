/**
 * The inverse of a symmetric positive definite matrix (row-major, `size` × `size`), in place: Cholesky factor, its inverse, their product.
 * Cubic in `size`: about a second for 1,000 rows. Throws `RangeError` where the matrix is not positive definite. `told` hears of rows done, of how many.
 */
export function invertSymmetric(matrix: Float64Array, size: number, told: (done: number, total: number) => void = () => undefined): Float64Array {
  const row = (step: number) => (done: number): void => told(step * size + done, 3 * size)
  factor(matrix, size, row(0))
  invertLower(matrix, size, row(1))
  return productOfTransposed(matrix, size, row(2))
}

/** A = L·Lᵀ; L replaces the lower triangle. */
function factor(a: Float64Array, size: number, done: (rows: number) => void): void {
  for (let j = 0; j < size; j++) {
    done(j)
    for (let i = j; i < size; i++) {
      const sum = (a[i * size + j] ?? 0) - product(a, i * size, j * size, j)
      if (i === j) {
        if (!(sum > 0)) throw new RangeError('the matrix is not positive definite')
        a[j * size + j] = Math.sqrt(sum)
      } else a[i * size + j] = sum / (a[j * size + j] ?? 1)
    }
  }
}

/** L⁻¹, stored transposed in the upper triangle with its diagonal on the diagonal, so that every sum below runs along rows. */
function invertLower(a: Float64Array, size: number, done: (rows: number) => void): void {
  for (let j = 0; j < size; j++) a[j * size + j] = 1 / (a[j * size + j] ?? 1)
  for (let j = 0; j < size; j++) {
    const row = j * size
    done(j)
    for (let i = j + 1; i < size; i++) {
      let sum = 0
      const left = i * size
      for (let k = j; k < i; k++) sum += (a[left + k] ?? 0) * (a[row + k] ?? 0)
      a[row + i] = -sum * (a[left + i] ?? 0)
    }
  }
}

/** A⁻¹ = L⁻ᵀ·L⁻¹, from the transposed L⁻¹ in the upper triangle. */
function productOfTransposed(a: Float64Array, size: number, done: (rows: number) => void): Float64Array {
  const out = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    done(i + 1)
    for (let j = i; j < size; j++) {
      let sum = 0
      for (let k = j; k < size; k++) sum += (a[i * size + k] ?? 0) * (a[j * size + k] ?? 0)
      out[i * size + j] = sum
      out[j * size + i] = sum
    }
  }
  return out
}

function product(a: Float64Array, left: number, right: number, length: number): number {
  let s0 = 0
  let s1 = 0
  let k = 0
  for (; k + 1 < length; k += 2) {
    s0 += (a[left + k] ?? 0) * (a[right + k] ?? 0)
    s1 += (a[left + k + 1] ?? 0) * (a[right + k + 1] ?? 0)
  }
  if (k < length) s0 += (a[left + k] ?? 0) * (a[right + k] ?? 0)
  return s0 + s1
}
