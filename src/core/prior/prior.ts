import type { ItemId } from '../item.js'
import type { PopularityPrior } from './popularity.js'
import type { Neighbours } from './neighbours.js'
import type { TopicAffinities } from './topic-pairs.js'

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

/** What is known of two topics at once, as the collector publishes it. */
export interface TopicPairs {
  readonly used: boolean
  readonly users: number
  readonly needed: number
  readonly affinities: TopicAffinities
}

/** What everyone's behaviour says: the same for every visitor. Every part may be missing. */
export interface Prior {
  readonly source: PriorSource
  readonly popularity?: PopularityPrior
  readonly neighbours?: Neighbours
  readonly topics?: TopicShares
  readonly pairs?: TopicPairs
  /** Ids of all items that anyone turned to; what is not among them is new. */
  readonly known?: ReadonlySet<ItemId>
}

/** Which parts of a prior a ranking uses, or why not, for the state and the review page. */
export interface PriorUse {
  readonly source: PriorSource
  readonly popularity: 'used' | 'absent'
  readonly neighbours: 'used' | 'absent'
  readonly topics: 'used' | 'absent' | 'too-few-reports'
  readonly pairs: 'used' | 'absent' | 'too-few-reports'
  /** Reports behind the tables of topics, and how many it takes before they help. */
  readonly reports: Readonly<Partial<Record<'topics' | 'pairs', { readonly users: number; readonly needed: number }>>>
  /** SHA-256 of the file, in hexadecimal: the collector's results name the same one. */
  readonly hash: string
}

export function priorUse({ source, popularity, neighbours, topics, pairs }: Prior, hash: string): PriorUse {
  const table = (part: Pick<TopicShares, 'used'> | undefined): PriorUse['topics'] => (part === undefined ? 'absent' : part.used ? 'used' : 'too-few-reports')
  const reports = (part: Pick<TopicShares, 'users' | 'needed'>) => ({ users: part.users, needed: part.needed })
  return {
    source,
    popularity: popularity === undefined ? 'absent' : 'used',
    neighbours: neighbours === undefined ? 'absent' : 'used',
    topics: table(topics),
    pairs: table(pairs),
    reports: { ...(topics && { topics: reports(topics) }), ...(pairs && { pairs: reports(pairs) }) },
    hash,
  }
}
