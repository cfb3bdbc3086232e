import { RETRIEVAL_FIGURES, type RetrievalFigures } from '../../core/measurement/retrieval.js'
import { meanOf, type PairedDifference, pairedBootstrap } from '../../core/measurement/summary.js'
import type { FairnessReport } from './fairness.js'
import { fairnessTable } from './impressions-report.js'
import { VARIETY, type Variety, type VarietyCount } from './variety.js'

export interface InteractionsReport extends RetrievalFigures, Variety {
  readonly users: number
  readonly items: number
  readonly interactions: number
  readonly folds: number
  readonly stderr: RetrievalFigures & Readonly<Record<Exclude<keyof Variety, 'coverage'>, number | null>>
  readonly baselines: Readonly<Record<string, RetrievalFigures & Variety>>
  /** Ours less each baseline, paired bootstrap over users, 95 %. */
  readonly differences: Readonly<Record<string, Readonly<Record<keyof RetrievalFigures, PairedDifference>>>>
  /** Of the first ten; relevance is what was to be found. */
  readonly audit: FairnessReport
}

/** What was measured of one system. */
interface Measurements {
  readonly figures: readonly RetrievalFigures[]
  readonly variety: VarietyCount
}

export function reportInteractions(measured: ReadonlyMap<string, Measurements>, counted: Pick<InteractionsReport, 'users' | 'items' | 'interactions' | 'folds' | 'audit'>): InteractionsReport {
  const ours = measured.get('ours')
  if (ours === undefined) throw new RangeError('the shipped ranker was not measured')
  const others = [...measured].filter(([name]) => name !== 'ours')
  const { audit, ...counts } = counted
  return {
    ...counts,
    ...summaryOf(ours),
    stderr: { ...meansOf(ours, 'stderr'), ...ours.variety.stderr() },
    baselines: Object.fromEntries(others.map(([name, system]) => [name, summaryOf(system)])),
    differences: Object.fromEntries(others.map(([name, system]) => [name, byFigure((figure) => pairedBootstrap(column(ours, figure), column(system, figure)))])),
    audit,
  }
}

function summaryOf(system: Measurements): RetrievalFigures & Variety {
  return { ...meansOf(system, 'mean'), ...system.variety.variety() }
}

function meansOf(system: Measurements, part: 'mean' | 'stderr'): RetrievalFigures {
  return byFigure((figure) => meanOf(column(system, figure))[part])
}

function byFigure<T>(value: (figure: keyof RetrievalFigures) => T): Readonly<Record<keyof RetrievalFigures, T>> {
  return { ndcg10: value('ndcg10'), ndcg100: value('ndcg100'), recall20: value('recall20'), recall50: value('recall50') }
}

function column({ figures }: Measurements, figure: keyof RetrievalFigures): readonly number[] {
  return figures.map((row) => row[figure])
}

/** One row a system, for people. */
export function interactionsTable(report: InteractionsReport): string {
  const columns = [...RETRIEVAL_FIGURES, ...VARIETY]
  const rows: readonly (readonly [string, Readonly<Partial<Record<(typeof columns)[number], number | null>>>])[] = [['hearth', report], ['± standard error', report.stderr], ...Object.entries(report.baselines)]
  const head = ['', ...columns].map((cell, i) => (i === 0 ? cell.padEnd(20) : cell.padStart(12))).join('')
  const lines = rows.map(([name, figures]) => name.padEnd(20) + columns.map((figure) => (figures[figure]?.toFixed(4) ?? '–').padStart(12)).join(''))
  return [`${String(report.users)} users, ${String(report.items)} items, ${String(report.folds)} folds`, head, ...lines, '', fairnessTable(report.audit)].join('\n')
}
