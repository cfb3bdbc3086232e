import type { Embedding, VectorTier } from '../embedding/space.js'
import type { HistoryEntry } from '../history/engagement.js'
import type { Item, ItemId } from '../item.js'
import type { Millis } from '../time.js'
import type { FoldIn } from '../prior/neighbours.js'
import type { TopicPairs, TopicShares } from '../prior/prior.js'
import type { ListLimits } from './formula.js'
import type { PopularityPrior } from './popularity.js'
import type { Exploration } from './explore.js'
import type { Rule } from './rules.js'
import type { Weights } from './weights.js'
import type { Word } from './wording.js'

export type { HistoryEntry }

/** An item that can be ranked, with its vector where one is known. */
export interface Candidate {
  readonly item: Item
  readonly embedding?: Embedding
}

/** Mean vector of each tier, in the tier's own coordinates; subtracted before vectors of two tiers meet. */
export type Centre = Readonly<Record<VectorTier, Float32Array>>

/** What the site's own model says of each candidate (any scale), and the weight of that in the score, in standard deviations. */
export interface ScorerAnswers {
  readonly scores: ReadonlyMap<ItemId, number>
  readonly weight: number
}

/** What everyone's behaviour says, opened for folding in. */
export interface OpenedPrior {
  readonly popularity?: PopularityPrior
  readonly foldIn?: FoldIn
  readonly topics?: TopicShares
  readonly pairs?: TopicPairs
  /** Items that anyone turned to; the others are new. */
  readonly known?: ReadonlySet<ItemId>
}

export interface RankRequest {
  /** In the page's or the catalog's own order, which is kept where nothing speaks for another. */
  readonly candidates: readonly Candidate[]
  readonly history: readonly HistoryEntry[]
  readonly prior?: OpenedPrior
  /** Topics that the visitor chose, by key, with their strength. */
  readonly chosen?: ReadonlyMap<string, number>
  /** What was learnt on this device: multiples of the shipped weights. */
  readonly weights?: Weights
  readonly query?: string
  readonly queryEmbedding?: Embedding
  /** Items that the visitor does not want, besides those hidden in the history. */
  readonly hidden?: readonly ItemId[]
  /** Items left out of the answer altogether. */
  readonly exclude?: readonly ItemId[]
  /** Number of items to answer with; default: all. */
  readonly limit?: number
  /** Absent: nothing is drawn, every propensity is 1. */
  readonly explore?: Exploration
  /** The site's rules that hold here and now. */
  readonly rules?: readonly Rule[]
  readonly now?: Millis
  /** The language of the reasons; English unless given. */
  readonly word?: Word
  readonly scorer?: ScorerAnswers
  /** Other limits of list making than the shipped ones: for measuring what each part gives. */
  readonly list?: Partial<ListLimits>
}
