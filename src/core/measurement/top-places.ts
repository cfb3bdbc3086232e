/** Places of the `k` largest values above `floor`, largest first, ties by place; one pass, few values ever pass the threshold. */
export function topPlaces(values: ArrayLike<number>, k: number, floor = Number.NEGATIVE_INFINITY): readonly number[] {
  const top: number[] = []
  let threshold = floor
  for (let place = 0; place < values.length && k > 0; place++) {
    const value = values[place] ?? floor
    if (!(value > threshold)) continue
    let at = top.length
    while (at > 0 && (values[top[at - 1] ?? 0] ?? 0) < value) at--
    top.splice(at, 0, place)
    if (top.length > k) top.pop()
    if (top.length === k) threshold = Math.max(floor, values[top[k - 1] ?? 0] ?? floor)
  }
  return top
}
