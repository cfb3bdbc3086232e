import * as v from 'valibot'
import type { ItemId } from '../../core/item.js'
import type { Millis } from '../../core/time.js'
import { InputFault } from '../input-fault.js'
import { readJsonLines } from './json-lines.js'
import { Moment } from './moment.js'

/** One list that one visitor was shown, with what they had read before (oldest first) and what they clicked. */
export interface Impression {
  readonly line: number
  readonly user: string
  readonly at: Millis
  readonly history: readonly ItemId[]
  readonly shown: readonly ItemId[]
  readonly clicked: ReadonlySet<ItemId>
  /** Where the log has them: the chance with which each item was shown at its place, in the order of `shown`. */
  readonly propensity?: readonly number[]
}

const Ids = v.array(v.pipe(v.string('must be a list of strings'), v.transform((id) => id as ItemId)), 'must be a list of strings')
const ImpressionLine = v.object({
  user: v.string('must be a string'),
  at: Moment,
  history: Ids,
  shown: v.pipe(Ids, v.minLength(1, 'must name at least one item')),
  clicked: Ids,
  propensity: v.optional(v.array(v.pipe(v.number(), v.gtValue(0, 'must be above 0'), v.maxValue(1, 'must be at most 1')))),
})

export function readImpressions(path: string): readonly Impression[] {
  return readJsonLines(path, ImpressionLine).map(({ line, value }) => {
    const shown = new Set(value.shown)
    const stranger = value.clicked.find((id) => !shown.has(id))
    if (stranger !== undefined) throw new InputFault(`${path}:${line}: "${stranger}" was clicked but not shown`)
    if (shown.size !== value.shown.length) throw new InputFault(`${path}:${line}: an item is shown twice`)
    const { propensity, ...read } = value
    if (propensity !== undefined && propensity.length !== value.shown.length) throw new InputFault(`${path}:${line}: ${String(propensity.length)} propensities for ${String(value.shown.length)} items shown`)
    return { line, ...read, clicked: new Set(value.clicked), ...(propensity === undefined ? {} : { propensity }) }
  })
}

/** Refuses a fit file that reaches into the time of the test: what it counted there would be the answer itself. */
export function guardAgainstLeak(fitPath: string, fit: readonly Impression[], testPath: string, test: readonly Impression[]): void {
  const begin = test.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY)
  const late = fit.find(({ at }) => at >= begin)
  if (late !== undefined) throw new InputFault(`${fitPath}:${late.line}: an impression of ${new Date(late.at).toISOString()} is not before the first of ${testPath} (${new Date(begin).toISOString()}); a fit file must end before the test begins`)
}
