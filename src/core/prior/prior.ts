import type { ItemId } from '../item.js'
import type { PopularityPrior } from '../ranking/popularity.js'
import type { Neighbours } from './neighbours.js'

/** Where a prior comes from: randomised answers, raw logs, public or donated interactions, another program's output. */
export type PriorSource = 'dp' | 'raw' | 'public' | 'imported'

/** One share table of topics, as the collector publishes it. */
export interface TopicShares {
  /** False where too few reports stand behind it: it is then left out. */
  readonly used: boolean
  readonly users: number
  readonly needed: number
  /** Share by label; labels are compared without case. */
  readonly shares: ReadonlyMap<string, number>
}

/** What everyone's behaviour says: the same for every visitor. Every part may be missing. */
export interface Prior {
  readonly source: PriorSource
  readonly popularity?: PopularityPrior
  readonly neighbours?: Neighbours
  readonly topics?: TopicShares
  /** Ids of all items that anyone turned to; what is not among them is new. */
  readonly known?: ReadonlySet<ItemId>
}

/** Which parts of a prior a ranking uses, or why not, for the state and the review page. */
export interface PriorUse {
  readonly source: PriorSource
  readonly popularity: 'used' | 'absent'
  readonly neighbours: 'used' | 'absent'
  readonly topics: 'used' | 'absent' | 'too-few-reports'
}

export function priorUse({ source, popularity, neighbours, topics }: Prior): PriorUse {
  return {
    source,
    popularity: popularity === undefined ? 'absent' : 'used',
    neighbours: neighbours === undefined ? 'absent' : 'used',
    topics: topics === undefined ? 'absent' : topics.used ? 'used' : 'too-few-reports',
  }
}
