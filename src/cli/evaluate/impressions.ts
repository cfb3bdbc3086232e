import { type Item, type ItemId, itemText } from '../../core/item.js'
import { FIGURES, type ImpressionFigures, measureImpression } from '../../core/measurement/impression.js'
import { meanOf, type PairedDifference, pairedBootstrap } from '../../core/measurement/summary.js'
import { createRanker, type Measured } from '../../core/ranking/rank.js'
import type { Part } from '../../core/ranking/parts.js'
import type { Reason } from '../../core/ranking/ranking.js'
import { contentWords, createLexicon } from '../../core/text/lexicon.js'
import { createScoring } from '../../core/personalizer/scoring.js'
import type { Scorer } from '../../core/ports.js'
import type { FeatureTable } from '../../core/ranking/scorer/feature-table.js'
import type { ScorerRecipe } from '../../core/ranking/scorer/scorer-recipe.js'
import { InputFault } from '../input-fault.js'
import type { NodeEncoder } from '../encoders/node-encoder.js'
import type { Progress } from '../progress.js'
import { createBaselines } from './baselines.js'
import { layGround, priorOf } from './ground.js'
import type { Impression } from './impression-lines.js'
import { createRecent } from './recently-shown.js'

type Figures = Readonly<Record<keyof ImpressionFigures, number>>

export interface ImpressionsReport extends Figures {
  /** Impressions measured; those where all or nothing was clicked tell nothing and are counted in `skipped`. */
  readonly n: number
  readonly skipped: number
  readonly stderr: Figures
  /** Parts of the same score, and rules that anyone could write. */
  readonly baselines: Readonly<Record<string, Figures>>
  /** The shipped list: as the visitor sees it, after list making. The figures above are of the scores. */
  readonly list: Figures
  /** Ours less each baseline, paired bootstrap over impressions, 95 %. */
  readonly differences: Readonly<Record<string, { readonly auc: PairedDifference; readonly ndcg10: PairedDifference }>>
}

/** Parts of the score, by the kinds of their reasons. */
const PARTS: Readonly<Record<string, readonly Reason['kind'][]>> = {
  meaning: ['meaning'],
  content: ['meaning', 'category', 'words'],
}

export interface ImpressionsInput {
  readonly items: ReadonlyMap<ItemId, Item>
  readonly fit: readonly Impression[]
  readonly test: readonly Impression[]
  readonly encoder: NodeEncoder
  /** Keep only the last so many of each history. */
  readonly keep?: number
  /** The site's own model, with its part in the score; `withoutScorer` among the baselines is the same without it. */
  readonly scorer?: { readonly scorer: Scorer; readonly recipe: ScorerRecipe }
  /** Told what a scorer is asked about each list. */
  readonly features?: (impression: Impression, table: FeatureTable) => void
  readonly embedding?: Progress
  readonly ranking?: Progress
}

/** Runs the shipped ranker over every impression of the test and means its figures an impression. */
export async function evaluateImpressions({ items, fit, test, encoder, keep, scorer, features, embedding, ranking }: ImpressionsInput): Promise<ImpressionsReport> {
  const ground = await layGround(items, encoder, fit, test, embedding)
  const texts = [...items.values()].map(itemText)
  const lexicon = createLexicon(texts)
  const meanLength = texts.reduce((sum, text) => sum + contentWords(text).length, 0) / texts.length
  const prior = priorOf(fit)
  let ranker = createRanker({ centre: ground.centre, lexicon })
  // The centre follows what was shown last before each list, as on a device; the clicks have no part in it.
  const recent = createRecent(fit)
  const baselines = createBaselines(lexicon, meanLength, prior)
  const scoring = createScoring()
  if (scorer !== undefined) scoring.use(scorer.scorer, scorer.recipe)
  const measured = new Map<string, ImpressionFigures[]>()
  const note = (name: string, scores: readonly number[], clicked: readonly boolean[]): boolean => {
    const figures = measureImpression(scores, clicked)
    if (figures === undefined) return false
    const rows = measured.get(name)
    if (rows === undefined) measured.set(name, [figures])
    else rows.push(figures)
    return true
  }
  let skipped = 0
  const inTime = [...test].sort((a, b) => a.at - b.at)
  for (const [done, impression] of inTime.entries()) {
    ranking?.(done, test.length)
    const latest = recent.due()
    if (latest !== undefined) ranker = createRanker({ centre: ground.centreOf(latest), lexicon })
    recent.note(impression.shown)
    const kept = keep === undefined ? impression.history : keep === 0 ? [] : impression.history.slice(-keep)
    const shown = impression.shown.map(ground.candidate)
    const history = kept.map(ground.candidate)
    const clicked = impression.shown.map((id) => impression.clicked.has(id))
    const plain = { candidates: shown, history: ground.entries(kept, impression.at), now: impression.at, ...(prior === undefined ? {} : { prior: { popularity: prior } }) }
    if (features !== undefined) features(impression, ranker.features(plain))
    const request = await scoring.scored(ranker, plain)
    if (scoring.state?.status === 'off') throw new InputFault(`the scorer cannot be used: ${scoring.state.message}`)
    const scored = ranker.measure(request)
    if (!note('ours', Array.from(scored.relevance), clicked)) {
      skipped++
      continue
    }
    if (scorer !== undefined) note('withoutScorer', sumOf(scored, ({ kind }) => kind !== 'scorer'), clicked)
    const places = new Map(ranker.rank(request).map(({ id }, place) => [id, place]))
    note('list', impression.shown.map((id) => -(places.get(id) ?? 0)), clicked)
    for (const [name, kinds] of Object.entries(PARTS)) note(name, sumOf(scored, ({ kind }) => kinds.includes(kind)), clicked)
    for (const [name, baseline] of Object.entries(baselines)) note(name, baseline(history, shown), clicked)
  }
  ranking?.(test.length, test.length)
  return report(measured, skipped)
}

/** The sum of some parts of each score. */
function sumOf({ relevance, parts }: Measured, isWanted: (part: Part) => boolean): readonly number[] {
  const wanted = parts.filter(isWanted)
  return Array.from(relevance, (_, i) => wanted.reduce((sum, { values }) => sum + (values[i] ?? 0), 0))
}

function report(measured: ReadonlyMap<string, readonly ImpressionFigures[]>, skipped: number): ImpressionsReport {
  const ours = measured.get('ours') ?? []
  const others = [...measured].filter(([name]) => name !== 'ours' && name !== 'list')
  const column = (rows: readonly ImpressionFigures[], figure: keyof ImpressionFigures): number[] => rows.map((row) => row[figure])
  const means = (rows: readonly ImpressionFigures[], part: 'mean' | 'stderr' = 'mean'): Figures => {
    const of = (figure: keyof ImpressionFigures): number => meanOf(column(rows, figure))[part]
    return { auc: of('auc'), mrr: of('mrr'), ndcg5: of('ndcg5'), ndcg10: of('ndcg10'), precision10: of('precision10'), recall10: of('recall10'), f1_10: of('f1_10') }
  }
  const against = (rows: readonly ImpressionFigures[], figure: keyof ImpressionFigures): PairedDifference => pairedBootstrap(column(ours, figure), column(rows, figure))
  return {
    n: ours.length,
    skipped,
    ...means(ours),
    stderr: means(ours, 'stderr'),
    baselines: Object.fromEntries(others.map(([name, rows]) => [name, means(rows)])),
    list: means(measured.get('list') ?? []),
    differences: Object.fromEntries(others.map(([name, rows]) => [name, { auc: against(rows, 'auc'), ndcg10: against(rows, 'ndcg10') }])),
  }
}

/** One row a system, for people. */
export function impressionsTable(report: ImpressionsReport): string {
  const rows: readonly (readonly [string, Figures])[] = [['hearth', report], ['± standard error', report.stderr], ['hearth, as listed', report.list], ...Object.entries(report.baselines)]
  const head = ['', ...FIGURES].map((cell, i) => (i === 0 ? cell.padEnd(20) : cell.padStart(12))).join('')
  return [`${report.n} impressions (${report.skipped} skipped)`, head, ...rows.map(([name, figures]) => name.padEnd(20) + FIGURES.map((figure) => figures[figure].toFixed(4).padStart(12)).join(''))].join('\n')
}
