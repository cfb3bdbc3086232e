import { comparisonOf, measuresOf, type Comparison } from '../core/measurement/comparison.js'
import { dapComparisonOf, dapMeasuresOf } from '../core/measurement/dap-measures.js'
import type { Measured } from '../core/measurement/measure.js'
import { browsersOf, batchMoments, type DapBatch } from '../core/privacy/dap/dap-batch.js'
import { dapCells, LEAST_BATCH } from '../core/privacy/dap/dap-estimate.js'
import { laplaceVariance, noiseScale } from '../core/privacy/dap/discrete-laplace.js'
import { estimateCells, forgedInfluence, reportsNeeded, screeningZ, type CellEstimate } from '../core/privacy/estimate.js'
import { MICRO } from '../core/privacy/micro-epsilon.js'
import type { Task } from '../core/privacy/task.js'
import type { Epoch } from '../core/time.js'
import { LIMITS } from './limits.js'
import type { Tally } from './store/store.js'

/** What one task and epoch say, as the collector publishes it. */
export interface Results {
  readonly task: string
  readonly hash: string
  readonly epoch: Epoch
  readonly mode: Task['mode']
  readonly n: number
  readonly epsilon: number
  /** ε that holds even where both aggregators work together; of a task over DAP that randomises before it shards. */
  readonly collusionEpsilon?: number
  readonly cells: readonly CellEstimate[]
  /** Reports from which an answer of average size is told from zero, all answers screened together. */
  readonly needed: number
  /** How far so many forged reports can move a cell. */
  readonly influence: readonly { readonly forged: number; readonly share: number | null }[]
  /** Wins less losses, or one arm less the other, with an interval for one look and one for any number of looks. */
  readonly comparison?: Comparison
  /** Each measure of an outcome by arm, with the difference. */
  readonly measures?: readonly Measured[]
  readonly arms?: readonly { readonly arm: string; readonly n: number; readonly cells: readonly CellEstimate[] }[]
}

/** Estimates from the tallies of one task and epoch, all arms together and, where the task has arms, each alone. */
export function resultsOf(task: Task, epoch: Epoch, tallies: readonly Tally[]): Results {
  const n = tallies.reduce((total, tally) => total + tally.n, 0)
  const counts = task.buckets.map((_, bucket) => tallies.reduce((total, tally) => total + (tally.counts[bucket] ?? 0), 0))
  const armOf = (arm: string, tally: Tally | undefined) => ({ arm, n: tally?.n ?? 0, cells: estimateCells(task.mechanism, task.buckets, tally?.counts ?? [], tally?.n ?? 0) })
  return {
    ...headOf(task, epoch, n, (forged) => forgedInfluence(task.mechanism, forged, n)),
    needed: reportsNeeded(task.mechanism, 1 / (task.buckets.length - 1), screeningZ(task.buckets.length)),
    cells: estimateCells(task.mechanism, task.buckets, counts, n),
    ...comparedBy(comparisonOf(task, tallies), measuresOf(task, tallies)),
    ...(task.arms === undefined ? {} : { arms: task.arms.map((arm, index) => armOf(arm, tallies.find((tally) => tally.arm === index))) }),
  }
}

/** The same from a batch that two aggregators gave; without one, or with fewer reports than may be collected, all is grey. */
export function dapResultsOf(task: Task, epoch: Epoch, batch: DapBatch | undefined): Results {
  const cellsOf = (arm?: number): readonly CellEstimate[] => {
    const read = batch === undefined ? undefined : dapCells(task, batch, arm)
    return read?.status === 'ok' ? read.cells : task.buckets.map((label) => ({ label, estimate: 0, low: 0, high: 1, suppressed: true }))
  }
  const n = batch?.n ?? 0
  const browsers = (arm: number): number => (batch === undefined ? 0 : Math.max(0, Math.round(batchMoments(batch, task).sum(browsersOf(task, arm)))))
  return {
    // An answer that is one-hot moves one cell by one.
    ...headOf(task, epoch, n, (forged) => forged / n),
    needed: Math.max(LEAST_BATCH, Math.ceil(screeningZ(task.buckets.length) * Math.sqrt(2 * laplaceVariance(noiseScale(task.epsilon))) * (task.buckets.length - 1))),
    cells: cellsOf(),
    ...(batch === undefined ? {} : comparedBy(dapComparisonOf(task, batch), dapMeasuresOf(task, batch))),
    ...(task.arms === undefined ? {} : { arms: task.arms.map((arm, index) => ({ arm, n: browsers(index), cells: cellsOf(index) })) }),
  }
}

function headOf(task: Task, epoch: Epoch, n: number, influence: (forged: number) => number) {
  const collusion = task.dap?.collusion
  return {
    task: task.id,
    hash: task.hash,
    epoch,
    mode: task.mode,
    n,
    epsilon: task.epsilon / MICRO,
    ...(collusion === undefined ? {} : { collusionEpsilon: collusion.epsilon / MICRO }),
    influence: LIMITS.forged.map((forged) => ({ forged, share: n === 0 ? null : influence(forged) })),
  }
}

function comparedBy(comparison: Comparison | undefined, measures: readonly Measured[]) {
  return { ...(comparison === undefined ? {} : { comparison }), ...(measures.length === 0 ? {} : { measures }) }
}
