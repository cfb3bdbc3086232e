import type { ItemId } from '../item.js'

/** A list as it was shown, first position first, and what was clicked in it. */
export interface ShownList {
  readonly shown: readonly ItemId[]
  readonly clicked: ReadonlySet<ItemId>
}

/** How much likelier a position is looked at than another, where the log tells. */
export interface PositionBias {
  /** Chance that a position is looked at, beside that of the first; 1 for the first. */
  readonly examination: readonly number[]
  /** Clicks that the estimate rests on. */
  readonly clicks: number
}

/** Positions that are told apart; all later ones are taken to be looked at like the last of them. */
const POSITIONS = 10
/** Clicks of "no difference" that every step between two positions begins with: a log that says little corrects little. */
const SHRINKAGE = 50
/** No click counts for more than this many. */
const LEAST_EXAMINATION = 0.05

/**
 * Harvests what differs between positions from items that were shown in two neighbouring ones, without asking what draws visitors to them
 * (Agarwal and others, "Estimating Position Bias without Intrusive Interventions", 2019; its adjacent chain, shrunk).
 */
export function positionBias(lists: Iterable<ShownList>): PositionBias {
  const counts = Array.from({ length: POSITIONS }, () => new Map<ItemId, { shown: number; clicks: number }>())
  for (const { shown, clicked } of lists) {
    for (const [position, byItem] of counts.entries()) {
      const id = shown[position]
      if (id === undefined) break
      const known = byItem.get(id) ?? { shown: 0, clicks: 0 }
      byItem.set(id, { shown: known.shown + 1, clicks: known.clicks + (clicked.has(id) ? 1 : 0) })
    }
  }
  const examination = [1]
  let clicks = 0
  for (let position = 1; position < POSITIONS; position++) {
    let before = 0
    let here = 0
    for (const [id, later] of counts[position] ?? []) {
      const earlier = counts[position - 1]?.get(id)
      if (earlier === undefined) continue
      const weight = Math.min(earlier.shown, later.shown)
      before += (weight * earlier.clicks) / earlier.shown
      here += (weight * later.clicks) / later.shown
    }
    clicks += before + here
    examination.push(Math.max(LEAST_EXAMINATION, ((examination[position - 1] ?? 1) * (here + SHRINKAGE)) / (before + SHRINKAGE)))
  }
  return { examination, clicks }
}

/** What a click at a position, from 0, counts for. */
export function correctedClick({ examination }: PositionBias, position: number): number {
  return 1 / Math.max(LEAST_EXAMINATION, examination[Math.min(position, examination.length - 1)] ?? 1)
}
