import * as v from 'valibot'
import type { Millis } from '../../core/time.js'

/** What else `Date.parse` takes, it reads as it likes: `11/12/2019` is not the same day everywhere. */
const ISO = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?)?$/

/** A line's moment in ISO 8601, as milliseconds since 1970; without a zone it is UTC, so that a file means the same on every machine. */
export const Moment = v.pipe(
  v.string('must be a moment in ISO 8601'),
  v.transform((at) => {
    const [, day = '', time = '00:00', zone = 'Z'] = ISO.exec(at) ?? []
    return Date.parse(`${day}T${time}${zone}`) as Millis
  }),
  v.check((at) => !Number.isNaN(at), 'must be a moment in ISO 8601, such as 2019-11-13T08:00:00Z'),
)
