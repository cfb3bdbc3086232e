/**
 * Exact bounds of a probability from k successes in n tries (Clopper and Pearson 1934): quantiles of beta
 * distributions, found by bisection on the regularised incomplete beta function.
 */
export function clopperPearson(k: number, n: number, alpha: number): { readonly low: number; readonly high: number } {
  return {
    low: k === 0 ? 0 : betaQuantile(alpha, k, n - k + 1),
    high: k === n ? 1 : betaQuantile(1 - alpha, k + 1, n - k),
  }
}

function betaQuantile(level: number, a: number, b: number): number {
  let [low, high] = [0, 1]
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2
    if (incompleteBeta(middle, a, b) < level) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** I_x(a, b), by its continued fraction (DLMF 8.17.22, evaluated by Lentz's method). */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a)
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a
  const tiny = 1e-300
  let c = 1
  let d = 1 / away(1 - ((a + b) * x) / (a + 1), tiny)
  let fraction = d
  for (let m = 1; m <= 500; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / away(1 + even * d, tiny)
    c = away(1 + even / c, tiny)
    fraction *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / away(1 + odd * d, tiny)
    c = away(1 + odd / c, tiny)
    fraction *= d * c
    if (Math.abs(d * c - 1) < 1e-14) break
  }
  return front * fraction
}

const away = (value: number, tiny: number): number => (Math.abs(value) < tiny ? tiny : value)

/** ln Γ(z) for z ≥ 1 by Stirling's series after shifting the argument up (DLMF 5.11.1). */
function logGamma(z: number): number {
  let shift = 0
  let x = z
  while (x < 20) {
    shift += Math.log(x)
    x += 1
  }
  const inverse = 1 / (x * x)
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / x
  return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + series - shift
}
