import type { Embedding } from '../embedding/space.js'
import type { HistoryEntry } from '../history/engagement.js'
import type { ItemId } from '../item.js'
import type { OpenedPrior } from '../prior/opened-prior.js'
import type { Millis } from '../time.js'
import type { Candidate } from './candidate.js'
import type { Exploration } from './explore.js'
import type { ListLimits } from './formula.js'
import type { Rule } from './rules.js'
import type { Weights } from './weights.js'
import type { Word } from './wording.js'

/** What the site's own model says of each candidate (any scale), and the weight of that in the score, in standard deviations. */
export interface ScorerAnswers {
  readonly scores: ReadonlyMap<ItemId, number>
  readonly weight: number
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
