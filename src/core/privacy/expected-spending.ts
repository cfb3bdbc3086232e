import { answersSince } from './answer.js'
import { CAPS, SCHEDULE, type Caps } from './limits.js'
import { MICRO } from './micro-epsilon.js'
import type { Task } from './task.js'
import type { Epoch } from '../time.js'

/** What a browser that visits every week expects to spend, in ε, and whether that fits under the caps. */
export interface ExpectedSpending {
  readonly report: number
  readonly block: number
  /** Over 12 months, as the schedule would have it. */
  readonly scheduledYearly: number
  /** The same with the ledger's cap, which stops the last answer of a year where a browser answers in every block. */
  readonly yearly: number
  readonly faults: readonly string[]
}

const BLOCKS_A_YEAR = 365.25 / 7 / SCHEDULE.blockEpochs

/**
 * Expected spending of a task file: in each block of four epochs one task is drawn by weight, and answered in the first
 * epoch that its participation allows: with chance 1 − (1 − participation)⁴. A file may expect at most a twelfth of the
 * year's cap a block: the year's cap is a month's worth, twelve times.
 */
export function expectedSpending(tasks: readonly Task[], caps: Caps = CAPS): ExpectedSpending {
  const weights = tasks.reduce((total, { weight }) => total + weight, 0)
  const expectedOf = ({ weight, epsilon, participation }: Task): number => {
    const silent = (1 - participation.numerator / participation.denominator) ** SCHEDULE.blockEpochs
    return (weight / weights) * (1 - silent) * (epsilon / MICRO)
  }
  const block = tasks.reduce((total, task) => total + expectedOf(task), 0)
  // An answer that looks back is charged to each epoch it looks at, so an epoch carries the answers of several blocks.
  const epoch = tasks.reduce((total, task) => total + expectedOf(task) * Math.ceil((1 - answersSince(task, 0 as Epoch)) / SCHEDULE.blockEpochs), 0)
  const report = Math.max(...tasks.map(({ epsilon }) => epsilon / MICRO))
  const faults = [
    ...tasks.filter(({ epsilon }) => epsilon > caps.report).map(({ id, epsilon }) => `${id}: ε ${epsilon / MICRO} is above the cap of ${caps.report / MICRO} a report`),
    ...(block > caps.year / MICRO / 12 + 1e-9 ? [`expected spending of ${round(block)} in four weeks is above a twelfth of the cap of ${caps.year / MICRO} in 12 months`] : []),
    ...(epoch > caps.epoch / MICRO + 1e-9 ? [`a week is expected to carry ${round(epoch)} of answers that look back over it, above the cap of ${caps.epoch / MICRO} a week`] : []),
    ...(report > caps.epoch / MICRO ? [`one report is above the cap of ${caps.epoch / MICRO} a week`] : []),
  ]
  const scheduledYearly = block * BLOCKS_A_YEAR
  return { report, block: round(block), scheduledYearly: round(scheduledYearly), yearly: round(Math.min(scheduledYearly, caps.year / MICRO)), faults }
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4
}
