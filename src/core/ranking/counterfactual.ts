/** The place, from 1, at which a candidate would stand by score alone if one of its reasons did not count. */
export function rankWithoutReason(totals: Float64Array, at: number, weight: number): number {
  const without = (totals[at] ?? 0) - weight
  let above = 0
  for (let i = 0; i < totals.length; i++) if (i !== at && (totals[i] ?? 0) > without) above++
  return above + 1
}
