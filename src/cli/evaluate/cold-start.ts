import type { ItemId } from '../../core/item.js'
import { type ImpressionFigures, measureImpression } from '../../core/measurement/impression.js'
import { seededRandom } from '../../core/measurement/seeded-random.js'
import { meanOf } from '../../core/measurement/summary.js'
import { topicKey } from '../../core/prior/topic-key.js'
import type { RankRequest } from '../../core/ranking/rank-request.js'
import type { Ranker } from '../../core/ranking/rank.js'
import { type PickableTopic, topicsByGain } from '../../core/ranking/topic-gain.js'
import { InputFault } from '../input-fault.js'
import { shuffled } from './folds.js'
import { lastOf, layWalk, type WalkInput } from './walk.js'

/** How well visitors are served of whom little is known. */
export interface ColdStartReport {
  readonly n: number
  /** With the last so many clicks of each history. */
  readonly clicks: readonly ClicksRow[]
  /** With no click at all, after so many topics were asked, by the order in which they are asked. */
  readonly picks: Readonly<Record<TopicOrder, readonly PicksRow[]>>
}

/** AUC and nDCG@10 of content alone, and of the shipped score (with the counters of the fit file, where there is one). */
export interface ColdFigures {
  readonly auc: number
  readonly ndcg10: number
  readonly shipped: { readonly auc: number; readonly ndcg10: number }
  readonly stderr: { readonly auc: number; readonly ndcg10: number }
}

export interface ClicksRow extends ColdFigures {
  readonly kept: number
}

export interface PicksRow extends ColdFigures {
  readonly asked: number
  /** Topics that the visitor said yes to, on average. */
  readonly picked: number
  /** Clicks that give the same AUC, between two rows of `clicks` by ln(1 + clicks); null beyond the last. */
  readonly clicks: number | null
}

/** `gain` knows no more than the catalog; the next two know what the visitors of the fit file read. */
export type TopicOrder = 'gain' | 'gainWithShares' | 'popularity' | 'random'

const KEPT = [0, 1, 3, 5, 10, 20] as const
const ASKED = [1, 2, 3, 4, 6, 8, 12] as const
/** A visitor says yes to a topic that makes up this share of what they read, or more. */
const YES_SHARE = 0.1

export async function evaluateColdStart(input: WalkInput): Promise<ColdStartReport> {
  const walk = await layWalk(input)
  const labels = new Map<string, number>()
  for (const { category } of input.items.values()) if (category !== undefined && category !== '') labels.set(category, (labels.get(category) ?? 0) + 1)
  const read = sharesOf(input.fit.flatMap(({ history }) => history.map((id) => input.items.get(id)?.category ?? '')))
  const popularityOf = (label: string): number => (read.size === 0 ? (labels.get(label) ?? 0) : (read.get(topicKey(label)) ?? 0))
  const byPopularity = [...labels.keys()].sort((a, b) => popularityOf(b) - popularityOf(a) || (a < b ? -1 : 1))
  const random = seededRandom(7)
  const orders = new WeakMap<Ranker, Readonly<Record<'gain' | 'gainWithShares', readonly string[]>>>()
  const ordersOf = (ranker: Ranker): Readonly<Record<'gain' | 'gainWithShares', readonly string[]>> => {
    const known = orders.get(ranker)
    if (known !== undefined) return known
    const topics = [...labels].map(([label, items]): PickableTopic => ({ label, items, vector: ranker.topic(topicKey(label)) }))
    const by = (interest: ReadonlyMap<string, number> | undefined): readonly string[] => topicsByGain(topics, interest, new Map()).map(({ label }) => label)
    const made = { gain: by(undefined), gainWithShares: read.size === 0 ? by(undefined) : by(read) }
    orders.set(ranker, made)
    return made
  }
  const clicks = KEPT.map(() => createColumn())
  const picks = { gain: ASKED.map(() => createColumn()), gainWithShares: ASKED.map(() => createColumn()), popularity: ASKED.map(() => createColumn()), random: ASKED.map(() => createColumn()) }
  await walk.each(({ impression, ranker, clicked, request }) => {
    KEPT.forEach((kept, i) => clicks[i]?.note(ranker, request(lastOf(impression.history, kept)), clicked, 0))
    const liked = sharesOf(impression.history.map((id: ItemId) => input.items.get(id)?.category ?? ''))
    const asked = { ...ordersOf(ranker), popularity: byPopularity, random: shuffled([...labels.keys()], random) }
    for (const order of ['gain', 'gainWithShares', 'popularity', 'random'] as const) {
      ASKED.forEach((count, i) => {
        const yes = asked[order].slice(0, count).map(topicKey).filter((topic) => (liked.get(topic) ?? 0) >= YES_SHARE)
        picks[order][i]?.note(ranker, { ...request([]), chosen: new Map(yes.map((topic) => [topic, 1])) }, clicked, yes.length)
      })
    }
  })
  const rows = KEPT.map((kept, i): ClicksRow => ({ kept, ...figuresOf(clicks[i]) }))
  const n = clicks[0]?.content.length ?? 0
  if (n === 0) throw new InputFault('nothing to measure: in every impression of the test all or nothing was clicked')
  const picked = (order: TopicOrder): readonly PicksRow[] =>
    ASKED.map((asked, i): PicksRow => {
      const column = picks[order][i]
      const figures = figuresOf(column)
      return { asked, picked: meanOf(column?.picked ?? []).mean, clicks: clicksFor(figures.auc, rows), ...figures }
    })
  return { n, clicks: rows, picks: { gain: picked('gain'), gainWithShares: picked('gainWithShares'), popularity: picked('popularity'), random: picked('random') } }
}

interface Column {
  readonly content: ImpressionFigures[]
  readonly shipped: ImpressionFigures[]
  readonly picked: number[]
  note(ranker: Ranker, request: RankRequest, clicked: readonly boolean[], picked: number): void
}

function createColumn(): Column {
  const column: Column = {
    content: [],
    shipped: [],
    picked: [],
    note(ranker, request, clicked, picked) {
      const { relevance, parts } = ranker.measure(request)
      const content = relevance.map((_, i) => parts.reduce((sum, { kind, values }) => (kind === 'meaning' || kind === 'category' || kind === 'words' ? sum + (values[i] ?? 0) : sum), 0))
      const [alone, whole] = [measureImpression(content, clicked), measureImpression(relevance, clicked)]
      if (alone === undefined || whole === undefined) return
      column.content.push(alone)
      column.shipped.push(whole)
      column.picked.push(picked)
    },
  }
  return column
}

function figuresOf(column: Column | undefined): ColdFigures {
  const of = (rows: readonly ImpressionFigures[], figure: keyof ImpressionFigures, part: 'mean' | 'stderr'): number => meanOf(rows.map((row) => row[figure]))[part]
  const both = (rows: readonly ImpressionFigures[], part: 'mean' | 'stderr'): { readonly auc: number; readonly ndcg10: number } => ({ auc: of(rows, 'auc', part), ndcg10: of(rows, 'ndcg10', part) })
  const content = column?.content ?? []
  return { ...both(content, 'mean'), shipped: both(column?.shipped ?? [], 'mean'), stderr: both(content, 'stderr') }
}

function clicksFor(auc: number, rows: readonly ClicksRow[]): number | null {
  for (const [i, row] of rows.entries()) {
    if (row.auc < auc) continue
    const before = rows[i - 1]
    if (before === undefined || row.auc === before.auc) return row.kept
    const share = (auc - before.auc) / (row.auc - before.auc)
    return Math.expm1(Math.log1p(before.kept) + share * (Math.log1p(row.kept) - Math.log1p(before.kept)))
  }
  return null
}

function sharesOf(labels: readonly string[]): ReadonlyMap<string, number> {
  const named = labels.filter((label) => label !== '')
  const shares = new Map<string, number>()
  for (const label of named) shares.set(topicKey(label), (shares.get(topicKey(label)) ?? 0) + 1 / named.length)
  return shares
}

/** One row a number of clicks or of topics asked, for people. */
export function coldStartTable({ n, clicks, picks }: ColdStartReport): string {
  const cells = (figures: ColdFigures): string => [figures.auc, figures.stderr.auc, figures.ndcg10, figures.shipped.auc, figures.shipped.ndcg10].map((value) => value.toFixed(4).padStart(12)).join('')
  const head = ['content auc', '± error', 'ndcg10', 'shipped auc', 'ndcg10'].map((cell) => cell.padStart(12)).join('')
  return [
    `${String(n)} impressions`,
    'clicks kept'.padEnd(20) + head,
    ...clicks.map((row) => String(row.kept).padEnd(20) + cells(row)),
    ...Object.entries(picks).flatMap(([order, rows]) => ['', `asked by ${order}`.padEnd(20) + head + 'picked'.padStart(12) + 'in clicks'.padStart(12), ...rows.map((row) => String(row.asked).padEnd(20) + cells(row) + row.picked.toFixed(2).padStart(12) + (row.clicks === null ? `over ${String(KEPT.at(-1))}` : row.clicks.toFixed(1)).padStart(12))]),
  ].join('\n')
}
