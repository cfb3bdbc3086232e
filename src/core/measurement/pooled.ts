import { Z95 } from '../privacy/normal.js'
import type { Interval } from './measure.js'

/** Standard deviation behind a 95 % interval. */
const deviationOf = ({ low, high }: Pick<Interval, 'low' | 'high'>): number => (high - low) / (2 * Z95)

/** One estimate out of several independent ones, each weighed by how sure it is (inverse variance); undefined where none has a finite interval. */
export function pooled(estimates: readonly Interval[]): Interval | undefined {
  const sure = estimates.filter(({ low, high }) => Number.isFinite(high - low) && high > low)
  const weights = sure.map((one) => 1 / deviationOf(one) ** 2)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  if (total === 0) return undefined
  const estimate = sure.reduce((sum, one, at) => sum + one.estimate * (weights[at] ?? 0), 0) / total
  const half = Z95 / Math.sqrt(total)
  return { estimate, low: estimate - half, high: estimate + half }
}

/** One estimate of a week or another time, with how many reports stand behind it. */
export interface Timed extends Interval {
  readonly epoch: number
  readonly n: number
}

/** What was before, what is since, and the difference: a picture of two times, which differ in more than one thing. */
export interface BeforeAfter {
  readonly before: Interval
  readonly after: Interval
  readonly difference: Interval
}

/**
 * The mean over browsers of the weeks before `since`, and of those from it on; weeks count by their reports. Undefined
 * where one side has none.
 */
export function beforeAfter(weeks: readonly Timed[], since: number): BeforeAfter | undefined {
  const [before, after] = [weeks.filter(({ epoch }) => epoch < since), weeks.filter(({ epoch }) => epoch >= since)].map(meanOf)
  if (before === undefined || after === undefined) return undefined
  const estimate = after.estimate - before.estimate
  const half = Z95 * Math.hypot(deviationOf(before), deviationOf(after))
  return { before, after, difference: { estimate, low: estimate - half, high: estimate + half } }
}

function meanOf(weeks: readonly Timed[]): Interval | undefined {
  const n = weeks.reduce((sum, week) => sum + week.n, 0)
  if (n === 0) return undefined
  const estimate = weeks.reduce((sum, week) => sum + week.n * week.estimate, 0) / n
  const half = (Z95 * Math.sqrt(weeks.reduce((sum, week) => sum + (week.n * deviationOf(week)) ** 2, 0))) / n
  return { estimate, low: estimate - half, high: estimate + half }
}
