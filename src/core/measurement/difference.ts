import { normalQuantile, Z95 } from '../privacy/normal.js'
import { alwaysValidHalfWidth } from './confidence-sequence.js'
import type { Difference } from './measure.js'

/** Power at which a detectable difference is stated. */
const POWER = 0.8

/** A difference from n reports and its standard deviation, with the interval for one look and the one for every look. */
export function differenceOf(difference: number, deviation: number, n: number): Difference {
  const half = Z95 * deviation
  // One report's part in the estimate has √n times the deviation of the whole.
  const always = alwaysValidHalfWidth(n, deviation * Math.sqrt(n))
  return { difference, low: difference - half, high: difference + half, always: { low: difference - always, high: difference + always }, detectable: (Z95 + normalQuantile(POWER)) * deviation }
}
