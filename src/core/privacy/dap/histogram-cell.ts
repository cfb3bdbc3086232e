import type { RandomSource } from '../../powers.js'
import { sampleSubset, type BucketIndex } from '../subset-selection.js'
import type { Task } from '../task.js'

/**
 * The cell of the histogram that this browser's answer is: its bucket, among those of its arm where the task has arms.
 * Against aggregators that work together the bucket may be randomised first (k-RR, `collusion`); the arm is a coin that
 * no record moves and needs none.
 */
export function histogramCell({ dap, mechanism }: Task, truth: BucketIndex, arm: number, random: RandomSource): number {
  const [bucket = truth] = dap?.collusion === undefined ? [truth] : sampleSubset(dap.collusion.mechanism, truth, random)
  return (dap?.length === mechanism.d ? 0 : arm * mechanism.d) + bucket
}
