/** A ratio with the ends of its interval; unbounded ends where the denominator cannot be told from zero. */
export interface RatioInterval {
  readonly estimate: number
  readonly low: number
  readonly high: number
}

export interface Moments {
  readonly top: number
  readonly bottom: number
  readonly varianceOfTop: number
  readonly varianceOfBottom: number
  readonly covariance: number
}

/**
 * The interval of a ratio of two estimates that are normal together (Fieller 1954): all r for which top − r·bottom lies
 * within z deviations of zero. Unlike the delta method it holds for denominators that are uncertain themselves.
 */
export function fieller({ top, bottom, varianceOfTop, varianceOfBottom, covariance }: Moments, z: number): RatioInterval {
  const estimate = top / bottom
  const a = bottom ** 2 - z ** 2 * varianceOfBottom
  const b = top * bottom - z ** 2 * covariance
  const c = top ** 2 - z ** 2 * varianceOfTop
  const root = Math.sqrt(Math.max(0, b ** 2 - a * c))
  if (!(a > 0)) return { estimate, low: -Infinity, high: Infinity }
  return { estimate, low: (b - root) / a, high: (b + root) / a }
}
