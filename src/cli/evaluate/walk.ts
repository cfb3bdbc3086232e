import { openVectorPools } from '../../adapters/vector-pool.js'
import { openedPrior } from '../../core/prior/opened-prior.js'
import type { Prior } from '../../core/prior/prior.js'
import { type Item, type ItemId, itemText } from '../../core/item.js'
import type { Candidate } from '../../core/ranking/candidate.js'
import type { RankRequest } from '../../core/ranking/rank-request.js'
import type { PopularityPrior } from '../../core/prior/popularity.js'
import { createRanker, type Ranker, type RankerGround } from '../../core/ranking/rank.js'
import { createRecentlyShown } from '../../core/ranking/recently-shown.js'
import { createLexicon, type Lexicon } from '../../core/text/lexicon.js'
import type { NodeEncoder } from '../encoders/node-encoder.js'
import type { Progress } from '../progress.js'
import { type EvaluationGround, layGround, priorOf } from './ground.js'
import type { Impression } from './impression-lines.js'

export interface WalkInput {
  readonly items: ReadonlyMap<ItemId, Item>
  readonly fit: readonly Impression[]
  readonly test: readonly Impression[]
  readonly encoder: NodeEncoder
  /** A site's prior, e.g. topics and pairs of topics from private answers; popularity is counted from the fit all the same. */
  readonly site?: Prior
  readonly embedding?: Progress
  readonly ranking?: Progress
}

/** One impression of the test, as the shipped ranker meets it. */
export interface Stop {
  readonly impression: Impression
  readonly ranker: Ranker
  /** What the ranker was made of; the same object for as long as the ranker is. */
  readonly ground: RankerGround
  readonly shown: readonly Candidate[]
  /** Whether each shown item was clicked, in their order. */
  readonly clicked: readonly boolean[]
  /** What the ranker is asked with a history of these items, oldest first. */
  request(history: readonly ItemId[]): RankRequest & { readonly candidates: readonly Candidate[] }
}

/** A test laid out: its impressions in the order of time, with a centre that follows what was shown last before each, as on a device. */
export interface Walk {
  readonly ground: EvaluationGround
  readonly lexicon: Lexicon
  readonly prior: PopularityPrior | undefined
  /** Every impression of which some items, but not all, were clicked; answers how many others there are. */
  each(visit: (stop: Stop) => void | Promise<void>): Promise<number>
}

export async function layWalk({ items, fit, test, encoder, site, embedding, ranking }: WalkInput): Promise<Walk> {
  const ground = await layGround(items, encoder, fit, test, embedding)
  const lexicon = createLexicon([...items.values()].map(itemText))
  const prior = priorOf(fit)
  const everyone = { ...(site === undefined ? {} : openedPrior(site)), ...(prior === undefined ? {} : { popularity: prior }) }
  const inTime = [...test].sort((a, b) => a.at - b.at)
  return {
    ground,
    lexicon,
    prior,
    async each(visit) {
      const createPool = openVectorPools()
      let rests: RankerGround = { centre: ground.centre, lexicon, catalog: ground.central.map(ground.candidate), createPool }
      let ranker = createRanker(rests)
      // The clicks have no part in the centre.
      const recent = createRecentlyShown<Item>()
      const itemsOf = (ids: readonly ItemId[]): readonly Item[] => ids.map((id) => ground.candidate(id).item)
      for (const { shown } of [...fit].sort((a, b) => a.at - b.at)) recent.note(itemsOf(shown))
      let skipped = 0
      for (const [done, impression] of inTime.entries()) {
        ranking?.(done, inTime.length)
        const latest = recent.due()
        if (latest !== undefined) {
          const shown = [...latest].map(({ id }) => id)
          rests = { ...rests, centre: ground.centreOf(shown), catalog: shown.map(ground.candidate) }
          ranker = createRanker(rests)
        }
        recent.note(itemsOf(impression.shown))
        if (impression.clicked.size === 0 || impression.clicked.size === impression.shown.length) {
          skipped++
          continue
        }
        const candidates = impression.shown.map(ground.candidate)
        await visit({
          impression,
          ranker,
          ground: rests,
          shown: candidates,
          clicked: impression.shown.map((id) => impression.clicked.has(id)),
          request: (history) => ({ candidates, history: ground.entries(history, impression.at), now: impression.at, prior: everyone }),
        })
      }
      ranking?.(inTime.length, inTime.length)
      return skipped
    },
  }
}

/** The last `keep` of a history, all where it is undefined. */
export function lastOf<T>(history: readonly T[], keep: number | undefined): readonly T[] {
  return keep === undefined ? history : keep === 0 ? [] : history.slice(-keep)
}
