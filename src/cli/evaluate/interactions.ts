import type { Embedding } from '../../core/embedding/space.js'
import type { EventId } from '../../core/history/event.js'
import { type Item, type ItemId, itemText } from '../../core/item.js'
import { meanOf } from '../../core/measurement/summary.js'
import { measureRetrieval, RETRIEVAL_FIGURES, type RetrievalFigures } from '../../core/measurement/retrieval.js'
import { seededRandom } from '../../core/measurement/seeded-random.js'
import { cosineNeighbours } from '../../core/prior/cosine-neighbours.js'
import { fitPrior } from '../../core/prior/fit-prior.js'
import { interactionMatrix } from '../../core/prior/interaction-matrix.js'
import { createFoldIn } from '../../core/prior/neighbours.js'
import { openedPrior } from '../../core/prior/opened-prior.js'
import { encodePrior, openPrior } from '../../core/prior/prior-file.js'
import type { Candidate, HistoryEntry } from '../../core/ranking/candidate.js'
import { createRanker, type Ranker } from '../../core/ranking/rank.js'
import { createLexicon } from '../../core/text/lexicon.js'
import type { Millis } from '../../core/time.js'
import type { NodeEncoder } from '../encoders/node-encoder.js'
import { InputFault } from '../input-fault.js'
import type { Progress } from '../progress.js'
import { type Fold, type TestUser, userFolds } from './folds.js'
import { positives, type TimedInteraction } from './interaction-lines.js'

export interface InteractionsReport extends RetrievalFigures {
  readonly users: number
  readonly items: number
  readonly interactions: number
  readonly folds: number
  readonly stderr: RetrievalFigures
  readonly baselines: Readonly<Record<string, RetrievalFigures>>
}

export interface InteractionsInput {
  readonly interactions: readonly TimedInteraction[]
  readonly items?: ReadonlyMap<ItemId, Item>
  /** Needed with `items`: turns their texts into vectors. */
  readonly encoder?: NodeEncoder
  readonly keep?: number
  readonly embedding?: Progress
  readonly ranking?: Progress
}

/** Fits the prior to four folds of users, writes and opens it as a site would, and ranks the whole catalog for the users of the fifth with the shipped ranker. */
export async function evaluateInteractions(input: InteractionsInput): Promise<InteractionsReport> {
  const liked = positives(input.interactions)
  const folds = userFolds(liked)
  const users = folds.reduce((sum, { test }) => sum + test.length, 0)
  if (users < 10) throw new InputFault(`${String(users)} users have five items or more; at least 10 are needed for five folds`)
  const ids = [...new Set(folds.flatMap(({ test }) => test.flatMap(({ shown, held }) => [...shown, ...held])))].sort()
  const candidates = await candidatesOf(ids, input)
  const ranker = rankerOf(candidates)
  const measured = new Map<string, RetrievalFigures[]>()
  let done = 0
  for (const fold of folds) {
    const systems = systemsOf(fold, ranker, candidates)
    for (const user of fold.test) {
      input.ranking?.(done++, users)
      const kept = input.keep === undefined ? user.shown : input.keep === 0 ? [] : user.shown.slice(-input.keep)
      const excluded = new Set(kept)
      const rest = candidates.filter(({ item }) => !excluded.has(item.id))
      const wanted = rest.map(({ item }) => user.held.has(item.id))
      for (const [name, scores] of Object.entries(systems)) {
        const figures = measureRetrieval(scores(kept, rest, user), wanted)
        if (figures === undefined) continue
        const rows = measured.get(name)
        if (rows === undefined) measured.set(name, [figures])
        else rows.push(figures)
      }
    }
  }
  input.ranking?.(users, users)
  const means = (name: string, part: 'mean' | 'stderr' = 'mean'): RetrievalFigures => {
    const of = (figure: keyof RetrievalFigures): number => meanOf((measured.get(name) ?? []).map((row) => row[figure]))[part]
    return { ndcg10: of('ndcg10'), ndcg100: of('ndcg100'), recall20: of('recall20'), recall50: of('recall50') }
  }
  const baselines = Object.fromEntries([...measured.keys()].filter((name) => name !== 'ours').map((name) => [name, means(name)]))
  return { users, items: ids.length, interactions: liked.length, folds: folds.length, ...means('ours'), stderr: means('ours', 'stderr'), baselines }
}

type System = (kept: readonly ItemId[], rest: readonly Candidate[], user: TestUser) => ArrayLike<number>

function systemsOf({ train }: Fold, ranker: Ranker, candidates: readonly Candidate[]): Readonly<Record<string, System>> {
  const at = train.reduce((latest, interaction) => Math.max(latest, interaction.at), 0) as Millis
  const file = openPrior(encodePrior(fitPrior(train, at)))
  if (file.status !== 'ok') throw new Error(file.message)
  const prior = openedPrior(file.prior)
  const knn = createFoldIn(cosineNeighbours(interactionMatrix(train)))
  const random = seededRandom(1)
  const byId = new Map(candidates.map((candidate) => [candidate.item.id, candidate]))
  const history = (kept: readonly ItemId[]): readonly HistoryEntry[] =>
    kept.flatMap((id, i): HistoryEntry[] => {
      const candidate = byId.get(id)
      return candidate === undefined ? [] : [{ event: { id: `e${String(i)}` as EventId, kind: 'click', item: candidate.item, at: (at + i) as Millis }, ...(candidate.embedding === undefined ? {} : { embedding: candidate.embedding }) }]
    })
  const folded = (fold: typeof knn): System => (kept, rest) => {
    const { values } = fold.sums(kept.map((id) => ({ id, weight: 1 })))
    return rest.map(({ item }) => values[fold.place(item.id) ?? -1] ?? 0)
  }
  return {
    ours: (kept, rest) => ranker.measure({ candidates: rest, history: history(kept), prior, now: at }).relevance,
    random: (_, rest) => rest.map(() => random()),
    popularity: (_, rest) => rest.map(({ item }) => prior.popularity?.counts.get(item.id)?.clicks ?? 0),
    itemknn: folded(knn),
    ...(prior.foldIn === undefined ? {} : { ease: folded(prior.foldIn) }),
  }
}

async function candidatesOf(ids: readonly ItemId[], { items, encoder, embedding }: InteractionsInput): Promise<readonly Candidate[]> {
  // An item without a text has its id for a title, which no lexicon keeps and nobody embeds.
  const known = ids.map((id): Item => items?.get(id) ?? { id, title: '' })
  if (items === undefined || encoder === undefined) return known.map((item) => ({ item }))
  const { dimensions, tier } = encoder
  const vectors = await encoder.embed(known.map(itemText), embedding)
  return known.map((item, row) => {
    const vector = vectors.subarray(row * dimensions, (row + 1) * dimensions)
    const made: Embedding = { tier, vector }
    return vector.some((value) => value !== 0) ? { item, embedding: made } : { item }
  })
}

function rankerOf(candidates: readonly Candidate[]): Ranker {
  const vectors = candidates.flatMap(({ embedding }) => (embedding === undefined ? [] : [embedding.vector]))
  const mean = new Float32Array(vectors[0]?.length ?? 0)
  for (const vector of vectors) for (let i = 0; i < mean.length; i++) mean[i] = (mean[i] ?? 0) + (vector[i] ?? 0) / vectors.length
  return createRanker({ centre: { static: mean, transformer: mean }, lexicon: createLexicon(candidates.map(({ item }) => itemText(item))), catalog: candidates, affinityRows: candidates.length })
}

/** One row a system, for people. */
export function interactionsTable(report: InteractionsReport): string {
  const rows: readonly (readonly [string, RetrievalFigures])[] = [['hearth', report], ['± standard error', report.stderr], ...Object.entries(report.baselines)]
  const head = ['', ...RETRIEVAL_FIGURES].map((cell, i) => (i === 0 ? cell.padEnd(20) : cell.padStart(12))).join('')
  return [`${String(report.users)} users, ${String(report.items)} items, ${String(report.folds)} folds`, head, ...rows.map(([name, figures]) => name.padEnd(20) + RETRIEVAL_FIGURES.map((figure) => figures[figure].toFixed(4).padStart(12)).join(''))].join('\n')
}
