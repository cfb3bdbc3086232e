import type { ItemId } from '../../core/item.js'
import { seededRandom } from '../../core/measurement/seeded-random.js'
import { cosineNeighbours } from '../../core/prior/cosine-neighbours.js'
import { fitPrior } from '../../core/prior/fit-prior.js'
import { interactionMatrix } from '../../core/prior/interaction-matrix.js'
import { createFoldIn, type FoldIn } from '../../core/prior/neighbours.js'
import { openedPrior } from '../../core/prior/opened-prior.js'
import { encodePrior, openPrior } from '../../core/prior/prior-file.js'
import type { Candidate } from '../../core/ranking/candidate.js'
import type { Ranker } from '../../core/ranking/rank.js'
import type { Millis } from '../../core/time.js'
import type { Fold } from './folds.js'
import { entriesOf } from './ground.js'

/** Scores the items a user does not know, given those that are known of them. */
export type System = (kept: readonly ItemId[], rest: readonly Candidate[]) => ArrayLike<number>

/** The shipped ranker with a prior fitted to a fold's users, and what it is measured against. */
export function systemsOf({ train }: Fold, ranker: Ranker, candidates: readonly Candidate[]): Readonly<Record<string, System>> {
  const at = train.reduce((latest, interaction) => Math.max(latest, interaction.at), 0) as Millis
  const file = openPrior(encodePrior(fitPrior(train, at)))
  if (file.status !== 'ok') throw new Error(file.message)
  const prior = openedPrior(file.prior)
  const random = seededRandom(1)
  const byId = new Map(candidates.map((candidate) => [candidate.item.id, candidate]))
  const candidateOf = (id: ItemId): Candidate => byId.get(id) ?? { item: { id, title: '' } }
  return {
    ours: (kept, rest) => ranker.measure({ candidates: rest, history: entriesOf(kept, at, candidateOf), prior, now: at }).relevance,
    random: (_, rest) => rest.map(() => random()),
    popularity: (_, rest) => rest.map(({ item }) => prior.popularity?.counts.get(item.id)?.clicks ?? 0),
    itemknn: folded(createFoldIn(cosineNeighbours(interactionMatrix(train)))),
    ...(prior.foldIn === undefined ? {} : { ease: folded(prior.foldIn) }),
  }
}

function folded(model: FoldIn): System {
  return (kept, rest) => {
    const { values } = model.sums(kept.map((id) => ({ id, weight: 1 })))
    return rest.map(({ item }) => values[model.place(item.id) ?? -1] ?? 0)
  }
}
