/** The value that the best `most` of the values do not fall below; −∞ where there are no more than so many. */
export function leastOfBest(values: Float64Array, most: number): number {
  return most < values.length ? (values.slice().sort()[values.length - most] ?? 0) : Number.NEGATIVE_INFINITY
}
