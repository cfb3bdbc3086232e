import type { Reason } from './ranking.js'
import type { Saying } from './sayings.js'
import type { Read } from './taste.js'
import type { Word } from './wording.js'

/** One summand of the score over all candidates, with what is said about it. */
export interface Part {
  readonly kind: Reason['kind']
  /** Weight by candidate; 0 where it says nothing. */
  readonly values: Float64Array
  /** What is said of one candidate, made only when someone is to read it. */
  readonly says: (candidate: number) => Saying
  /** The item of the history that it points at. */
  readonly because?: (candidate: number) => Read | undefined
}

/** Adds a part to the totals, in place. What is not finite counts as nothing, so that one bad number cannot spoil an order. */
export function addPart(totals: Float64Array, { values }: Part): void {
  for (let i = 0; i < totals.length; i++) {
    const value = values[i] ?? 0
    if (Number.isFinite(value)) totals[i] = (totals[i] ?? 0) + value
    else values[i] = 0
  }
}

/** The reasons of one candidate in `word`'s language, in the order in which they were added: their weights add up to its total. */
export function reasonsOf(parts: readonly Part[], candidate: number, word: Word): Reason[] {
  const reasons: Reason[] = []
  for (const { kind, values, says, because } of parts) {
    const weight = values[candidate] ?? 0
    if (weight === 0) continue
    const read = because?.(candidate)
    reasons.push({ kind, text: word(says(candidate)), weight, ...(read === undefined ? {} : { itemId: read.engagement.item.id, eventId: read.engagement.eventId }) })
  }
  return reasons
}
