/** Reports at which the sequence is narrowest, unless said. */
const NARROWEST = 10_000

/**
 * Half the width of an interval that holds at every look at once, however often one looks and whenever one stops
 * (normal mixture: Robbins 1970; in this asymptotic form Waudby-Smith and others 2021). `deviation` is the standard
 * deviation of one report's part in the estimate.
 */
export function alwaysValidHalfWidth(n: number, deviation: number, level = 0.95, narrowest: number = NARROWEST): number {
  if (n <= 0) return Infinity
  const alpha = 1 - level
  const rho2 = (-2 * Math.log(alpha) + Math.log(1 - 2 * Math.log(alpha))) / narrowest
  const grown = n * rho2 + 1
  return deviation * Math.sqrt((2 * grown * Math.log(Math.sqrt(grown) / alpha)) / (n * n * rho2))
}
