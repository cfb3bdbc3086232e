import { FIGURES, type ImpressionFigures } from '../../core/measurement/impression.js'
import { meanOf, type PairedDifference, pairedBootstrap } from '../../core/measurement/summary.js'
import type { FairnessReport } from './fairness.js'
import { VARIETY, type Variety, type VarietyCount } from './variety.js'

type Figures = Readonly<Record<keyof ImpressionFigures, number>>

export interface ImpressionsReport extends Figures, Variety {
  /** Impressions measured; those where all or nothing was clicked tell nothing and are counted in `skipped`. */
  readonly n: number
  readonly skipped: number
  readonly stderr: Figures & Readonly<Record<Exclude<keyof Variety, 'coverage'>, number | null>>
  /** Parts of the same score, and rules that anyone could write. */
  readonly baselines: Readonly<Record<string, Figures & Variety>>
  /** The shipped list: as the visitor sees it, after list making. The figures above are of the scores. */
  readonly list: Figures & Variety
  /** Ours less each baseline, paired bootstrap over impressions, 95 %. */
  readonly differences: Readonly<Record<string, Readonly<Record<keyof ImpressionFigures, PairedDifference>>>>
  /** Of the shipped list. */
  readonly audit: FairnessReport
}

/** What was measured of one system. */
export interface Measurements {
  readonly figures: readonly ImpressionFigures[]
  readonly variety: VarietyCount
}

export function reportImpressions(measured: ReadonlyMap<string, Measurements>, skipped: number, audit: FairnessReport): ImpressionsReport {
  const of = (name: string): Measurements => measured.get(name) ?? never(name)
  const ours = of('ours')
  const others = [...measured].filter(([name]) => name !== 'ours' && name !== 'list')
  return {
    n: ours.figures.length,
    skipped,
    ...summaryOf(ours),
    stderr: { ...meansOf(ours.figures, 'stderr'), ...ours.variety.stderr() },
    baselines: Object.fromEntries(others.map(([name, system]) => [name, summaryOf(system)])),
    list: summaryOf(of('list')),
    differences: Object.fromEntries(others.map(([name, { figures }]) => [name, byFigure((figure) => pairedBootstrap(column(ours.figures, figure), column(figures, figure)))])),
    audit,
  }
}

function summaryOf({ figures, variety }: Measurements): Figures & Variety {
  return { ...meansOf(figures, 'mean'), ...variety.variety() }
}

function meansOf(rows: readonly ImpressionFigures[], part: 'mean' | 'stderr'): Figures {
  return byFigure((figure) => meanOf(column(rows, figure))[part])
}

function byFigure<T>(value: (figure: keyof ImpressionFigures) => T): Readonly<Record<keyof ImpressionFigures, T>> {
  return { auc: value('auc'), mrr: value('mrr'), ndcg5: value('ndcg5'), ndcg10: value('ndcg10'), precision10: value('precision10'), recall10: value('recall10'), f1_10: value('f1_10') }
}

function column(rows: readonly ImpressionFigures[], figure: keyof ImpressionFigures): readonly number[] {
  return rows.map((row) => row[figure])
}

function never(name: string): never {
  throw new RangeError(`${name} was not measured`)
}

/** One row a system, for people. */
export function impressionsTable(report: ImpressionsReport): string {
  const columns = [...FIGURES, ...VARIETY]
  const rows: readonly (readonly [string, Readonly<Partial<Record<(typeof columns)[number], number | null>>>])[] = [['hearth', report], ['± standard error', report.stderr], ['hearth, as listed', report.list], ...Object.entries(report.baselines)]
  const head = ['', ...columns].map((cell, i) => (i === 0 ? cell.padEnd(20) : cell.padStart(12))).join('')
  const lines = rows.map(([name, figures]) => name.padEnd(20) + columns.map((figure) => (figures[figure]?.toFixed(4) ?? '–').padStart(12)).join(''))
  return [`${report.n} impressions (${report.skipped} skipped)`, head, ...lines, '', fairnessTable(report.audit)].join('\n')
}

/** Exposure by group, for people. */
export function fairnessTable({ positions, categories, providers, popularityBias, position }: FairnessReport): string {
  const head = ['exposure', 'catalog', 'relevance'].map((cell) => cell.padStart(12)).join('')
  const rows = (title: string, groups: FairnessReport['categories']): readonly string[] =>
    groups.length === 0 ? [] : [title.padEnd(20) + head, ...groups.map(({ name, exposure, catalog, relevance }) => name.slice(0, 19).padEnd(20) + [exposure, catalog, relevance].map((share) => share.toFixed(4).padStart(12)).join(''))]
  const lean = popularityBias === null ? '–' : popularityBias.toFixed(3)
  return [...rows(`category, first ${positions}`, categories), ...rows(`provider, first ${positions}`, providers), `lean to what is popular ${lean}; clicks by position corrected: ${position.corrected}`].join('\n')
}
