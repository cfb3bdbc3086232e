import type { ItemId } from '../item.js'
import { createFoldIn, type FoldIn } from './neighbours.js'
import type { PopularityPrior } from './popularity.js'
import type { Prior, TopicPairs, TopicShares } from './prior.js'

/** What everyone's behaviour says, opened for folding in. */
export interface OpenedPrior {
  readonly popularity?: PopularityPrior
  readonly foldIn?: FoldIn
  readonly topics?: TopicShares
  readonly pairs?: TopicPairs
  /** Items that anyone turned to; the others are new. */
  readonly known?: ReadonlySet<ItemId>
}

/** A prior made ready for folding visitors in. */
export function openedPrior({ popularity, neighbours, topics, pairs, known }: Prior): OpenedPrior {
  return { ...(popularity && { popularity }), ...(neighbours && { foldIn: createFoldIn(neighbours) }), ...(topics && { topics }), ...(pairs && { pairs }), ...(known && { known }) }
}
