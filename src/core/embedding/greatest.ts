/**
 * Puts the greatest of the values up to `most` at the end of `kept`, ascending, and −∞ before them; how many there are. NaN is none of them.
 * One look at each: hardly any of many is among a few.
 */
export function keepGreatest(values: Float32Array | Float64Array, kept: Float64Array, most = Number.POSITIVE_INFINITY): number {
  kept.fill(Number.NEGATIVE_INFINITY)
  let held = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN
    if (!(value <= most) || value <= (kept[0] ?? value)) continue
    let at = 1
    for (; at < kept.length && value > (kept[at] ?? value); at++) kept[at - 1] = kept[at] ?? value
    kept[at - 1] = value
    if (held < kept.length) held++
  }
  return held
}
