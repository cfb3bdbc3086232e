import { randomBytes } from 'node:crypto'
import { answerTask } from '../../core/privacy/answer.js'
import { decodeReport } from '../../core/privacy/report.js'
import type { Task } from '../../core/privacy/task.js'
import type { InteractionEvent } from '../../core/history/event.js'
import type { Clock } from '../../core/ports.js'
import { epochOf } from '../../core/time.js'
import { nodeRandomness } from '../node-randomness.js'
import type { Progress } from '../progress.js'
import { agreement, type Agreement } from './agreement.js'
import { nodeSharders } from './node-sharder.js'
import { simulatedBrowser, type Outcome, type World } from './simulated-browser.js'
import { simulatedHistory } from './simulated-history.js'
import type { Truth } from './truth.js'

export interface Simulation {
  readonly users: number
  /** Reports that left. */
  readonly sent: number
  /** Reports that the collector has. */
  readonly accepted: number
  readonly maxError: number
  readonly chiSquare: number
  readonly degrees: number
  readonly tasks: readonly Agreement[]
  /** What went to aggregators: reports, and how many of their browsers truly were in each cell. */
  readonly overDap: readonly { readonly task: string; readonly n: number; readonly truths: readonly number[] }[]
  /** Why browsers stayed silent or reports were refused, with how often. */
  readonly others: Readonly<Record<string, number>>
}

/** Browsers at work at once. */
const AT_ONCE = 256

const random = nodeRandomness()

/** How often each bucket was the truth and was reported, of one task. */
interface Sums {
  readonly task: Task
  readonly truths: number[]
  readonly counts: number[]
  n: number
}

/**
 * Lets that many browsers, each with a history drawn from the truth, live their week against a collector over HTTP,
 * and compares the estimate from the accepted bytes with the true answers of the browsers that sent them. What went to
 * aggregators can be compared once they give the batch: the true answers are there.
 */
export async function simulate(collector: string, tasks: readonly Task[], users: number, truth: Truth, clock: Clock, progress: Progress): Promise<Simulation> {
  const file = JSON.stringify({ version: 1, tasks: tasks.map(({ definition }) => definition) })
  const sums = new Map<string, Sums>(tasks.map((task) => [task.id, { task, truths: new Array<number>(task.dap?.length ?? task.mechanism.d).fill(0), counts: task.buckets.map(() => 0), n: 0 }]))
  const others: Record<string, number> = {}
  const sharderFor = nodeSharders()
  let [sent, accepted, next, done] = [0, 0, 0, 0]

  const note = (outcome: Outcome, events: readonly InteractionEvent[]): void => {
    if (outcome.status === 'silent' || !outcome.accepted) {
      const why = outcome.status === 'silent' ? outcome.why : outcome.outcome
      others[why] = (others[why] ?? 0) + 1
      return
    }
    accepted += 1
    const { task, report, arm } = outcome
    const sum = sums.get(task.id)
    if (sum === undefined) throw new Error('a browser answered what was not asked')
    sum.n += 1
    const now = clock.now()
    const cell = answerTask(task, { events, epoch: epochOf(now), now }) + (task.dap !== undefined && arm === 'personalized' && task.arms !== undefined ? task.mechanism.d : 0)
    sum.truths[cell] = (sum.truths[cell] ?? 0) + 1
    if (task.dap !== undefined) return
    const decoded = decodeReport(report.bytes, (hash) => (hash === task.hash ? task : undefined))
    if (decoded.status !== 'ok') throw new Error('the collector accepted what is not a report')
    for (const bucket of decoded.report.buckets) sum.counts[bucket] = (sum.counts[bucket] ?? 0) + 1
  }

  const worker = async (): Promise<void> => {
    while (next < users) {
      next += 1
      let events: readonly InteractionEvent[] = []
      const life: World['life'] = (task, arm) => (events = simulatedHistory(task, drawn(truth.get(task.id)?.[arm] ?? []), clock.now()))
      const outcome = await simulatedBrowser({ collector, tasks: file, life, random, clock, sharderFor })
      if (outcome.status === 'sent') sent += 1
      note(outcome, events)
      done += 1
      progress(done, users)
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, users) }, worker))

  const answered = [...sums.values()].filter(({ n }) => n > 0)
  const agreements = answered.filter(({ task }) => task.dap === undefined).map(({ task, truths, counts, n }) => agreement(task, truths, counts, n))
  return {
    users,
    sent,
    accepted,
    maxError: Math.max(0, ...agreements.map(({ maxError }) => maxError)),
    chiSquare: agreements.reduce((sum, { chiSquare }) => sum + chiSquare, 0),
    degrees: agreements.reduce((sum, { degrees }) => sum + degrees, 0),
    tasks: agreements,
    overDap: answered.filter(({ task }) => task.dap !== undefined).map(({ task, truths, n }) => ({ task: task.id, n, truths })),
    others,
  }
}

/** A bucket drawn from shares, with the same generator that the browsers use. */
function drawn(shares: readonly number[]): number {
  let left = randomBytes(6).readUIntBE(0, 6) / 2 ** 48
  for (const [bucket, share] of shares.entries()) {
    left -= share
    if (left < 0) return bucket
  }
  return Math.max(0, shares.length - 1)
}
