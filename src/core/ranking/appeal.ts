import { dot } from './affinities.js'
import type { RankRequest } from './candidate.js'
import { FORMULA } from './formula.js'
import type { Part } from './parts.js'
import type { Shelved } from './shelf.js'
import { standardise } from './standardise.js'
import { appealText } from './wording.js'

/** How far a candidate lies in the direction that pleases a site's visitors in general. Undefined where no such direction was fitted, or in another space. */
export function appealPart({ prior }: RankRequest, shelved: readonly Shelved[], counted: Uint8Array): Part | undefined {
  const direction = prior?.appeal
  if (direction === undefined || !shelved.some(({ vector }) => vector?.length === direction.length)) return undefined
  const along = Float64Array.from(shelved, ({ vector }) => (vector?.length === direction.length ? dot(vector, direction) : Number.NaN))
  const values = standardise(along, counted).map((value) => FORMULA.appeal * value)
  return { kind: 'popularity', values, text: (i) => appealText(values[i] ?? 0) }
}
