import { comparisonOf, type Comparison } from '../core/measurement/comparison.js'
import { estimateCells, forgedInfluence, type CellEstimate } from '../core/privacy/estimate.js'
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
  readonly n: number
  readonly epsilon: number
  readonly cells: readonly CellEstimate[]
  /** How far so many forged reports can move a cell. */
  readonly influence: readonly { readonly forged: number; readonly share: number | null }[]
  /** Wins less losses, or one arm less the other, with an interval for one look and one for any number of looks. */
  readonly comparison?: Comparison
  readonly arms?: readonly { readonly arm: string; readonly n: number; readonly cells: readonly CellEstimate[] }[]
}

/** Estimates from the tallies of one task and epoch, all arms together and, where the task has arms, each alone. */
export function resultsOf(task: Task, epoch: Epoch, tallies: readonly Tally[]): Results {
  const n = tallies.reduce((total, tally) => total + tally.n, 0)
  const counts = task.buckets.map((_, bucket) => tallies.reduce((total, tally) => total + (tally.counts[bucket] ?? 0), 0))
  const comparison = comparisonOf(task, tallies)
  return {
    task: task.id,
    hash: task.hash,
    epoch,
    n,
    epsilon: task.epsilon / MICRO,
    cells: estimateCells(task.mechanism, task.buckets, counts, n),
    influence: LIMITS.forged.map((forged) => ({ forged, share: n === 0 ? null : forgedInfluence(task.mechanism, forged, n) })),
    ...(comparison === undefined ? {} : { comparison }),
    ...(task.arms === undefined ? {} : { arms: task.arms.map((arm, index) => armOf(task, arm, tallies.find((tally) => tally.arm === index))) }),
  }
}

function armOf(task: Task, arm: string, tally: Tally | undefined) {
  return { arm, n: tally?.n ?? 0, cells: estimateCells(task.mechanism, task.buckets, tally?.counts ?? [], tally?.n ?? 0) }
}
