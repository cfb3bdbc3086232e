/** Dot product of two vectors of one length. Four sums at once, each over every fourth product, always in the same order. */
export function dot(a: Float32Array, b: Float32Array): number {
  let s0 = 0
  let s1 = 0
  let s2 = 0
  let s3 = 0
  const length = a.length & ~3
  for (let i = 0; i < length; i += 4) {
    s0 += (a[i] ?? 0) * (b[i] ?? 0)
    s1 += (a[i + 1] ?? 0) * (b[i + 1] ?? 0)
    s2 += (a[i + 2] ?? 0) * (b[i + 2] ?? 0)
    s3 += (a[i + 3] ?? 0) * (b[i + 3] ?? 0)
  }
  if (length < a.length) s0 += (a[length] ?? 0) * (b[length] ?? 0)
  if (length + 1 < a.length) s1 += (a[length + 1] ?? 0) * (b[length + 1] ?? 0)
  if (length + 2 < a.length) s2 += (a[length + 2] ?? 0) * (b[length + 2] ?? 0)
  return s0 + s1 + (s2 + s3)
}
