import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { Moment } from './moment.js'

describe('the moment of a line', () => {
  it.each([
    ['2019-11-13T08:00:00Z', '2019-11-13T08:00:00.000Z'],
    ['2019-11-13T08:00:00.250+02:00', '2019-11-13T06:00:00.250Z'],
    ['2019-11-13 08:00', '2019-11-13T08:00:00.000Z'],
    ['2019-11-13T08:00:00', '2019-11-13T08:00:00.000Z'],
    ['2019-11-13', '2019-11-13T00:00:00.000Z'],
  ])('%s', (at, read) => {
    expect(new Date(v.parse(Moment, at)).toISOString()).toBe(read)
  })

  it.each(['11/13/2019 8:00:00 AM', '2019-13-01', '13.11.2019', 'yesterday', '', '1573632000000'])('refuses %j and names the form', (at) => {
    const read = v.safeParse(Moment, at)
    expect(read.issues?.[0].message).toMatch(/ISO 8601, such as 2019/)
  })
})
