/** Share of the target that stands in for categories a list does not have yet, so that the divergence is finite (Steck 2018). */
const SMOOTHING = 0.01

/** How far the categories of a list that grows are from the visitor's own. */
export interface Calibration {
  /** Divergence of the list with one more item of a category, in nats: Σ p · ln(p / q̃). */
  divergenceWith(category: string | undefined): number
  take(category: string | undefined): void
}

/** Calibration to shares of categories that add up to 1 (Steck 2018, "Calibrated recommendations"). */
export function createCalibration(shares: ReadonlyMap<string, number>): Calibration {
  const counts = new Map<string, number>()
  let length = 0
  return {
    divergenceWith(category) {
      let divergence = 0
      for (const [own, share] of shares) {
        const count = (counts.get(own) ?? 0) + (own === category ? 1 : 0)
        divergence += share * Math.log(share / ((1 - SMOOTHING) * (count / (length + 1)) + SMOOTHING * share))
      }
      return divergence
    },
    take(category) {
      length++
      if (category !== undefined) counts.set(category, (counts.get(category) ?? 0) + 1)
    },
  }
}

/** The visitor's shares of categories, from weights by category; none below nothing, and empty where there are none. */
export function ownShares(weights: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const total = [...weights.values()].reduce((sum, weight) => sum + Math.max(0, weight), 0)
  return total > 0 ? new Map([...weights].filter(([, weight]) => weight > 0).map(([category, weight]) => [category, weight / total])) : new Map()
}
