import * as v from 'valibot'
import type { Round } from '../../core/learning/policy-evaluation.js'
import { readJsonLines } from './json-lines.js'

const Id = v.union([v.pipe(v.string(), v.nonEmpty('must not be empty')), v.pipe(v.number(), v.finite(), v.transform(String))])
const RoundLine = v.object({
  position: v.optional(v.pipe(v.number(), v.integer('must be a whole number'))),
  action: Id,
  propensity: v.pipe(v.number(), v.gtValue(0, 'must be above 0'), v.maxValue(1, 'must be at most 1')),
  reward: v.union([v.pipe(v.number(), v.finite()), v.pipe(v.boolean(), v.transform(Number))]),
  context: v.optional(v.record(v.string(), v.unknown())),
})

export function readRounds(path: string): readonly Round[] {
  return readJsonLines(path, RoundLine).map(({ value: { position, action, propensity, reward } }) => ({ action, propensity, reward, ...(position === undefined ? {} : { position }) }))
}
