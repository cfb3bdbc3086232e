import type { ItemId } from '../../core/item.js'
import { choicesOf } from '../../core/learning/choices.js'
import { learn } from '../../core/learning/posterior.js'
import { type ImpressionFigures, measureImpression } from '../../core/measurement/impression.js'
import { type PairedDifference, pairedBootstrap, meanOf } from '../../core/measurement/summary.js'
import type { RankRequest } from '../../core/ranking/rank-request.js'
import { createRanker, type Ranker, type RankerGround } from '../../core/ranking/rank.js'
import { SHIPPED_WEIGHTS } from '../../core/ranking/weights.js'
import { InputFault } from '../input-fault.js'
import { listedItems } from './listed-items.js'
import { createVarietyCount, type Variety, type VarietyCount } from './variety.js'
import { layWalk, type Stop, type WalkInput } from './walk.js'

/** What one part of the ranking gives: the figures with the part changed, and their differences from the whole as shipped. */
export interface AblatedPart {
  /** Of the scores. */
  readonly auc: number
  readonly ndcg10: number
  /** Of the list as shown. */
  readonly list: Readonly<Record<'auc' | 'ndcg10', number>> & Variety
  /** Whole less changed, paired bootstrap over impressions, 95 %: above 0 the part as shipped is better. */
  readonly differences: Readonly<Record<'auc' | 'ndcg10' | 'listNdcg10', PairedDifference>>
}

export interface AblationReport {
  readonly n: number
  readonly whole: Omit<AblatedPart, 'differences'>
  readonly parts: Readonly<Record<string, AblatedPart>>
}

type Change = (stop: Stop, request: RankRequest) => { readonly ranker: Ranker; readonly request: RankRequest }

/** One draw a day and visitor, as on a device. */
const EXPLORED = { seed: 1, deviation: 0.3 } as const

/** Everything that can be taken out, or put in that is not shipped, by name. */
function changes(): Readonly<Record<string, Change>> {
  const weigh = (feature: keyof typeof SHIPPED_WEIGHTS): Change => ({ ranker }, request) => ({ ranker, request: { ...request, weights: { ...SHIPPED_WEIGHTS, [feature]: 0 } } })
  const listing = (list: RankRequest['list']): Change => ({ ranker }, request) => ({ ranker, request: { ...request, ...(list && { list }) } })
  const otherwise = (change: (ground: RankerGround) => RankerGround): Change => {
    const made = new WeakMap<RankerGround, Ranker>()
    return ({ ground }, request) => {
      const ranker = made.get(ground) ?? createRanker(change(ground))
      made.set(ground, ranker)
      return { ranker, request }
    }
  }
  return {
    'without meaning': weigh('meaning'),
    'without category': weigh('category'),
    'without words': weigh('words'),
    'without popularity': weigh('popularity'),
    // Surroundings without vectors crowd nothing, and without categories have nothing in common.
    'without crowding': otherwise((ground) => ({ ...ground, catalog: (ground.catalog ?? []).map(({ item }) => ({ item })) })),
    'without what is common': otherwise((ground) => ({ ...ground, catalog: (ground.catalog ?? []).map(({ item: { category: _, ...item }, ...rest }) => ({ ...rest, item })) })),
    'without centre': otherwise((ground) => ({ ...ground, centre: { static: new Float32Array(ground.centre.static.length), transformer: new Float32Array(ground.centre.transformer.length) } })),
    'without MMR': listing({ lambda: 1 }),
    'without caps by category': listing({ categoryShare: 1 }),
    'without near-duplicates once': listing({ nearDuplicate: 2 }),
    'with calibration of .3': listing({ calibration: 0.3 }),
    'with calibration of 1': listing({ calibration: 1 }),
    'with exploration': ({ ranker, impression }, request) => ({ ranker, request: { ...request, explore: { ...EXPLORED, seed: impression.line } } }),
    'with what was learnt': ({ ranker, ground }, request) => ({ ranker, request: { ...request, weights: learn([...choicesOf({ ranker, history: request.history, catalog: ground.catalog ?? [], ...(request.prior === undefined ? {} : { prior: request.prior }) }).values()]).weights } }),
  }
}

interface Rows {
  readonly scores: ImpressionFigures[]
  readonly lists: ImpressionFigures[]
  readonly variety: VarietyCount
}

/** Ranks every impression of the test with each part changed in turn. */
export async function evaluateAblation(input: WalkInput): Promise<AblationReport> {
  const walk = await layWalk(input)
  const listed = listedItems(walk, input.fit, input.test)
  const offered = new Set(input.test.flatMap(({ shown }) => shown))
  const rowsOf = (): Rows => ({ scores: [], lists: [], variety: createVarietyCount(offered, listed) })
  const whole = rowsOf()
  const parts = Object.entries(changes()).map(([name, change]) => ({ name, change, rows: rowsOf() }))
  await walk.each((stop) => {
    const plain = stop.request(stop.impression.history)
    note(whole, stop, { ranker: stop.ranker, request: plain })
    for (const { change, rows } of parts) note(rows, stop, change(stop, plain))
  })
  if (whole.scores.length === 0) throw new InputFault('nothing to measure: in every impression of the test all or nothing was clicked')
  const against = (one: readonly ImpressionFigures[], other: readonly ImpressionFigures[], figure: 'auc' | 'ndcg10'): PairedDifference => pairedBootstrap(one.map((row) => row[figure]), other.map((row) => row[figure]))
  return {
    n: whole.scores.length,
    whole: summaryOf(whole),
    parts: Object.fromEntries(parts.map(({ name, rows }) => [name, { ...summaryOf(rows), differences: { auc: against(whole.scores, rows.scores, 'auc'), ndcg10: against(whole.scores, rows.scores, 'ndcg10'), listNdcg10: against(whole.lists, rows.lists, 'ndcg10') } }])),
  }
}

function note({ scores, lists, variety }: Rows, { impression, clicked }: Stop, { ranker, request }: { readonly ranker: Ranker; readonly request: RankRequest }): void {
  const list = ranker.rank(request).map(({ id }) => id)
  const places = new Map(list.map((id, place): [ItemId, number] => [id, place]))
  const [scored, shown] = [measureImpression(ranker.measure(request).relevance, clicked), measureImpression(impression.shown.map((id) => -(places.get(id) ?? 0)), clicked)]
  if (scored === undefined || shown === undefined) throw new RangeError('a score that is no number')
  scores.push(scored)
  lists.push(shown)
  variety.note(list, impression.history)
}

function summaryOf({ scores, lists, variety }: Rows): Omit<AblatedPart, 'differences'> {
  const mean = (rows: readonly ImpressionFigures[], figure: 'auc' | 'ndcg10'): number => meanOf(rows.map((row) => row[figure])).mean
  return { auc: mean(scores, 'auc'), ndcg10: mean(scores, 'ndcg10'), list: { auc: mean(lists, 'auc'), ndcg10: mean(lists, 'ndcg10'), ...variety.variety() } }
}

/** One row a part, for people. */
export function ablationTable({ n, whole, parts }: AblationReport): string {
  const head = ['auc', 'ndcg10', 'list ndcg10', 'diversity', 'calibration', 'whole less: auc', 'ndcg10', 'list ndcg10'].map((cell) => cell.padStart(17)).join('')
  const cell = (value: number | null): string => (value === null ? '–' : value.toFixed(4)).padStart(17)
  const difference = ({ difference: mean, stderr }: PairedDifference): string => `${mean < 0 ? '−' : '+'}${Math.abs(mean).toFixed(4)} ± ${stderr.toFixed(4)}`.padStart(17)
  const figures = ({ auc, ndcg10, list }: Omit<AblatedPart, 'differences'>): string => [auc, ndcg10, list.ndcg10, list.diversity, list.calibration].map(cell).join('')
  return [`${String(n)} impressions`, ''.padEnd(32) + head, 'whole'.padEnd(32) + figures(whole), ...Object.entries(parts).map(([name, part]) => name.padEnd(32) + figures(part) + difference(part.differences.auc) + difference(part.differences.ndcg10) + difference(part.differences.listNdcg10))].join('\n')
}
