/** ε in millionths, an integer, so that sums are exact and never round down. */
export type MicroEpsilon = number & { readonly __brand: 'MicroEpsilon' }

export const MICRO = 1_000_000

/** ε to millionths, rounded up: a charge may be larger than the loss, never smaller. */
export function microEpsilon(epsilon: number): MicroEpsilon {
  if (!Number.isFinite(epsilon) || epsilon < 0) throw new RangeError('ε is a finite number of at least zero')
  const scaled = epsilon * MICRO
  const nearest = Math.round(scaled)
  // A decimal of six places may land a hair beside its integer in binary; that hair is not a loss.
  return (Math.abs(scaled - nearest) < 1e-6 ? nearest : Math.ceil(scaled)) as MicroEpsilon
}

export function sum(charges: readonly MicroEpsilon[]): MicroEpsilon {
  return charges.reduce<number>((total, charge) => total + charge, 0) as MicroEpsilon
}

/**
 * Whether a/b ≤ e^ε, proved in integers: a/b is compared with the Taylor sum Σ_{k≤40} εᵏ/k!, which lies below e^ε.
 * False may mean "not proved" within 10⁻³⁰ of equality; true is a proof.
 */
export function certifies(epsilon: MicroEpsilon, numerator: number, denominator: number): boolean {
  const terms = 40n
  const micro = BigInt(epsilon)
  const million = BigInt(MICRO)
  // Σ over one denominator: (10⁶)ᴷ·K!; each term is carried from the one before.
  let term = 1n
  for (let k = 1n; k <= terms; k += 1n) term *= million * k
  const bottom = term
  let top = term
  for (let k = 1n; k <= terms; k += 1n) {
    term = (term * micro) / (million * k)
    top += term
  }
  return BigInt(numerator) * bottom <= BigInt(denominator) * top
}
