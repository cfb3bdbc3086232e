import type { RandomSource } from '../../powers.js'
import { prepare, type Held, type Step } from '../answering.js'
import { drawSubset, parameters, type BucketIndex, type SubsetSelection } from '../subset-selection.js'
import { uniformFrom, type UniformDraw } from '../uniform.js'

/** The parts under proof. The shipped subject is the real code; a mutant replaces one part. */
export interface Subject {
  readonly parameters: typeof parameters
  readonly uniform: (random: RandomSource) => UniformDraw
  readonly draw: (params: SubsetSelection, truth: BucketIndex, below: UniformDraw) => readonly BucketIndex[]
  /** Two reports of one browser, one after the other. */
  readonly two: (params: SubsetSelection, truths: readonly [BucketIndex, BucketIndex], below: UniformDraw, draw: Subject['draw']) => readonly [readonly BucketIndex[], readonly BucketIndex[]]
  readonly prepare: typeof prepare
  /** What the device holds after a step was written. */
  readonly keep: (held: Held, step: Step<unknown>) => Held
}

export const SHIPPED: Subject = {
  parameters,
  uniform: uniformFrom,
  draw: drawSubset,
  two: (params, [first, second], below, draw) => [draw(params, first, below), draw(params, second, below)],
  prepare,
  keep: (held, step) => {
    const reports = new Map(held.reports.map((report) => [report.reportId, report]))
    for (const report of step.put ?? []) reports.set(report.reportId, report)
    for (const id of step.remove ?? []) reports.delete(id)
    return { ledger: step.ledger ?? held.ledger, reports: [...reports.values()] }
  },
}
