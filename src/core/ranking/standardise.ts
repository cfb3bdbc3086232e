/**
 * Standardises a feature over the candidates, in place: mean 0, population standard deviation 1.
 * Only candidates with `counted[i]` = 1 make the mean and the deviation (items already read would pull both), all are moved by them.
 * What is not finite (no vector, no category) becomes 0, the mean; so does a feature that does not vary.
 */
export function standardise(values: Float64Array, counted?: Uint8Array): Float64Array {
  let count = 0
  let sum = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN
    if (!Number.isFinite(value) || counted?.[i] === 0) continue
    count++
    sum += value
  }
  const mean = count === 0 ? 0 : sum / count
  let squares = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN
    if (Number.isFinite(value) && counted?.[i] !== 0) squares += (value - mean) ** 2
  }
  const deviation = count === 0 ? 0 : Math.sqrt(squares / count)
  const scale = deviation > 1e-9 * Math.max(1, Math.abs(mean)) ? 1 / deviation : 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN
    values[i] = Number.isFinite(value) ? (value - mean) * scale : 0
  }
  return values
}
