import * as v from 'valibot'
import type { ItemId } from '../../core/item.js'
import type { Interaction } from '../../core/prior/interaction-matrix.js'
import type { Millis } from '../../core/time.js'
import { readJsonLines } from './json-lines.js'
import { Moment } from './moment.js'

/** One line of `interactions.jsonl`. */
export interface TimedInteraction extends Interaction {
  readonly at: Millis
  readonly value?: number
}

const Id = v.pipe(v.string('must be a string'), v.nonEmpty('must not be empty'))
const InteractionLine = v.object({
  user: Id,
  item: v.pipe(Id, v.transform((id) => id as ItemId)),
  at: Moment,
  value: v.optional(v.pipe(v.number('must be a number'), v.finite('must be finite'))),
})

export function readInteractions(path: string): readonly TimedInteraction[] {
  return readJsonLines(path, InteractionLine).map(({ value: { user, item, at, value } }) => ({ user, item, at, ...(value === undefined ? {} : { value }) }))
}

/** A value from this share of the largest on says yes: 3.5 stars of 5 and more. Where none is above 0, from this share of the way up from the least. */
const LIKED_SHARE = 0.7

/**
 * The interactions that say yes: those without a value, and those whose value is at least seven tenths of the largest
 * (where all values are alike they are counts, and all say yes).
 */
export function positives(interactions: readonly TimedInteraction[]): readonly TimedInteraction[] {
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  for (const { value } of interactions) {
    if (value === undefined) continue
    least = Math.min(least, value)
    most = Math.max(most, value)
  }
  const bar = most > 0 ? LIKED_SHARE * most : least + LIKED_SHARE * (most - least)
  return most > least ? interactions.filter(({ value }) => value === undefined || value >= bar) : interactions
}
