/** The two-sided 95 % point of the standard normal. */
export const Z95 = 1.959963984540054

const A = [-39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239] as const
const B = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1] as const
const C = [-0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783] as const
const D = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1] as const
const TAIL = 0.02425

/** Quantile of the standard normal at p in (0, 1): Acklam's rational approximation, relative error below 1.2·10⁻⁹. */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError('a quantile is asked at a probability between 0 and 1')
  if (p < TAIL) {
    const r = Math.sqrt(-2 * Math.log(p))
    return horner(C, r) / horner(D, r)
  }
  if (p > 1 - TAIL) return -normalQuantile(1 - p)
  const centred = p - 0.5
  const r = centred * centred
  return (horner(A, r) * centred) / horner(B, r)
}

function horner(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((value, coefficient) => value * x + coefficient, 0)
}

/** Chance that a standard normal is above z: Abramowitz and Stegun 26.2.17, error below 7.5·10⁻⁸. `height` is exp(−z²/2), for who has it already. */
export function normalTail(z: number, height = Math.exp(-0.5 * z * z)): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z))
  const tail = (height / 2.5066282746310002) * t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  return z >= 0 ? tail : 1 - tail
}
