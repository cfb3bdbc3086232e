import { clopperPearson } from './clopper-pearson.js'

/** Chance that the bound lies above the truth. */
const ALPHA = 0.001

/**
 * A lower bound on ε from two samples of outcomes under neighbouring truths. The first half of each chooses the event
 * that tells them apart best, the second half bounds its probabilities (Clopper–Pearson): ε ≥ ln(p₀/p₁) for any event.
 */
export function epsilonLowerBound(left: readonly string[], right: readonly string[], alpha = ALPHA): number {
  return Math.max(0, oneWay(left, right, alpha / 2), oneWay(right, left, alpha / 2))
}

function oneWay(left: readonly string[], right: readonly string[], alpha: number): number {
  const half = Math.floor(left.length / 2)
  const [chosenLeft, chosenRight] = [counted(left.slice(0, half)), counted(right.slice(0, half))]
  const ratio = (outcome: string): number => ((chosenLeft.get(outcome) ?? 0) + 0.5) / ((chosenRight.get(outcome) ?? 0) + 0.5)
  const ordered = [...new Set([...chosenLeft.keys(), ...chosenRight.keys()])].sort((a, b) => ratio(b) - ratio(a))
  let best = { bound: -Infinity, event: new Set<string>() }
  const event = new Set<string>()
  let [k, l] = [0, 0]
  for (const outcome of ordered) {
    event.add(outcome)
    k += chosenLeft.get(outcome) ?? 0
    l += chosenRight.get(outcome) ?? 0
    const bound = logRatio(k, l, half, alpha)
    if (bound > best.bound) best = { bound, event: new Set(event) }
  }
  const hits = (all: readonly string[]): number => all.slice(half).filter((outcome) => best.event.has(outcome)).length
  return logRatio(hits(left), hits(right), left.length - half, alpha)
}

function logRatio(k: number, l: number, n: number, alpha: number): number {
  return Math.log(clopperPearson(k, n, alpha / 2).low / clopperPearson(l, n, alpha / 2).high)
}

function counted(outcomes: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const outcome of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  return counts
}
