import { openVectorPools } from '../../adapters/vector-pool.js'
import type { Embedding } from '../../core/embedding/space.js'
import { type Item, type ItemId, itemText } from '../../core/item.js'
import type { Listed } from '../../core/measurement/list-figures.js'
import { measureRetrieval, type RetrievalFigures } from '../../core/measurement/retrieval.js'
import type { Candidate } from '../../core/ranking/candidate.js'
import { createRanker, type Ranker } from '../../core/ranking/rank.js'
import type { NodeEncoder } from '../encoders/node-encoder.js'
import { InputFault } from '../input-fault.js'
import type { Progress } from '../progress.js'
import { createFairnessCount } from './fairness.js'
import { type Draw, userFolds } from './folds.js'
import { positives, type TimedInteraction } from './interaction-lines.js'
import { type InteractionsReport, reportInteractions } from './interactions-report.js'
import { systemsOf } from './systems.js'
import { createVarietyCount, FIRST, firstOf, type VarietyCount } from './variety.js'

export interface InteractionsInput {
  readonly interactions: readonly TimedInteraction[]
  readonly items?: ReadonlyMap<ItemId, Item>
  /** Needed with `items`: turns their texts into vectors. */
  readonly encoder?: NodeEncoder
  /** So many of what is known of each user, and no more. */
  readonly keep?: number
  /** Which ones: drawn evenly, as what is to be found is, or the latest. */
  readonly latest?: boolean
  /** Ways in which each user's items are parted; more leave less to chance. */
  readonly draws?: number
  readonly embedding?: Progress
  readonly ranking?: Progress
}

/** Fits the prior to four folds of users, writes and opens it as a site would, and ranks the whole catalog for the users of the fifth with the shipped ranker. */
export async function evaluateInteractions(input: InteractionsInput): Promise<InteractionsReport> {
  const liked = positives(input.interactions)
  const folds = userFolds(liked, input.draws)
  const users = folds.reduce((sum, { test }) => sum + test.length, 0)
  if (users < 10) throw new InputFault(`${String(users)} users have five items or more; at least 10 are needed for five folds`)
  const ids = [...new Set(folds.flatMap(({ test }) => test.flatMap(({ draws }) => draws.slice(0, 1).flatMap(({ shown, held }) => [...shown, ...held]))))].sort()
  const candidates = await candidatesOf(ids, input)
  const ranker = rankerOf(candidates)
  const listed = listedOf(candidates, liked, ranker)
  const fairness = createFairnessCount(FIRST, (id) => listed(id).popularity)
  const measured = new Map<string, { readonly figures: RetrievalFigures[]; readonly variety: VarietyCount }>()
  const systemOf = (name: string): { readonly figures: RetrievalFigures[]; readonly variety: VarietyCount } => {
    const system = measured.get(name) ?? { figures: [], variety: createVarietyCount({ size: ids.length }, listed) }
    measured.set(name, system)
    return system
  }
  let done = 0
  for (const fold of folds) {
    const systems = systemsOf(fold, ranker, candidates)
    for (const { draws } of fold.test) {
      input.ranking?.(done++, users)
      const ways = new Map<string, RetrievalFigures[]>()
      for (const draw of draws) {
        const kept = keptOf(draw, input)
        const excluded = new Set(kept)
        const rest = candidates.filter(({ item }) => !excluded.has(item.id))
        const wanted = rest.map(({ item }) => draw.held.has(item.id))
        for (const [name, scores] of Object.entries(systems)) {
          const values = scores(kept, rest)
          const figures = measureRetrieval(values, wanted)
          if (figures === undefined) throw new RangeError(`${name} gave a score that is no number`)
          ways.set(name, [...(ways.get(name) ?? []), figures])
          const first = firstOf(values).flatMap((place) => rest[place]?.item.id ?? [])
          systemOf(name).variety.note(first, kept)
          if (name === 'ours') fairness.note(rest.map(({ item }) => item), first, (id) => (draw.held.has(id) ? 1 : 0))
        }
      }
      for (const [name, rows] of ways) systemOf(name).figures.push(meanFigures(rows))
    }
  }
  input.ranking?.(users, users)
  const position = { corrected: 'not', examination: [], clicks: 0 } as const
  return reportInteractions(measured, { users, items: ids.length, interactions: liked.length, folds: folds.length, audit: fairness.report(position) })
}

function keptOf({ shown, drawn }: Draw, { keep, latest }: InteractionsInput): readonly ItemId[] {
  if (keep === undefined || keep >= shown.length) return shown
  if (latest === true) return keep === 0 ? [] : shown.slice(-keep)
  const kept = new Set(drawn.slice(0, keep))
  return shown.filter((id) => kept.has(id))
}

function meanFigures(rows: readonly RetrievalFigures[]): RetrievalFigures {
  const mean = (figure: keyof RetrievalFigures): number => rows.reduce((sum, row) => sum + row[figure], 0) / rows.length
  return { ndcg10: mean('ndcg10'), ndcg100: mean('ndcg100'), recall20: mean('recall20'), recall50: mean('recall50') }
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
  return createRanker({ centre: { static: mean, transformer: mean }, catalog: candidates, createPool: openVectorPools(), affinityNumbers: 2 * candidates.length ** 2 })
}

/** What is known of an item for the figures of whole lists; its popularity is the share of all users who turned to it. */
function listedOf(candidates: readonly Candidate[], liked: readonly TimedInteraction[], ranker: Ranker): (id: ItemId) => Listed {
  const users = new Set(liked.map(({ user }) => user)).size
  const turned = new Map<ItemId, number>()
  for (const { item } of liked) turned.set(item, (turned.get(item) ?? 0) + 1)
  const known = new Map(candidates.map(({ item, embedding }): [ItemId, Listed] => [item.id, { category: item.category, vector: embedding === undefined ? undefined : ranker.direction(embedding), popularity: ((turned.get(item.id) ?? 0) + 0.5) / (users + 1) }]))
  return (id) => known.get(id) ?? { category: undefined, vector: undefined, popularity: 0.5 / (users + 1) }
}
