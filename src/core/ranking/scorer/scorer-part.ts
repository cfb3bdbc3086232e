import type { RankRequest } from '../rank-request.js'
import type { Part } from '../parts.js'
import type { Shelved } from '../shelved.js'
import { standardise } from '../standardise.js'
import { scorerSaying } from '../sayings.js'

/** What the site's own model says of each candidate, standardised; its weight is the model's own. Undefined without one. */
export function scorerPart({ scorer }: RankRequest, shelved: readonly Shelved[], counted: Uint8Array): Part | undefined {
  if (scorer === undefined) return undefined
  const said = Float64Array.from(shelved, ({ item }) => scorer.scores.get(item.id) ?? Number.NaN)
  const values = standardise(said, counted).map((value) => scorer.weight * value)
  return { kind: 'scorer', values, says: (i) => scorerSaying(values[i] ?? 0) }
}
