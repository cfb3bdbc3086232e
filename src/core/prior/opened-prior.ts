import type { OpenedPrior } from '../ranking/candidate.js'
import { createFoldIn } from './neighbours.js'
import type { Prior } from './prior.js'

/** A prior made ready for folding visitors in. */
export function openedPrior({ popularity, neighbours, topics, pairs, known }: Prior): OpenedPrior {
  return { ...(popularity && { popularity }), ...(neighbours && { foldIn: createFoldIn(neighbours) }), ...(topics && { topics }), ...(pairs && { pairs }), ...(known && { known }) }
}
