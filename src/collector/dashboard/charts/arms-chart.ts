import * as Plot from '@observablehq/plot'
import type { Interval } from '../../../core/measurement/measure.js'
import { tick, valueOf, type Unit } from '../words.js'
import { fitting, labelRoom, plain } from './plain.js'
import { plot } from './plot.js'

/** What each of two or three has, one under the other on one scale: the first in quiet colour, as what is compared with. */
export function armsChart(rows: readonly (Interval & { readonly name: string })[], unit: Unit, width: number, caption: string): Element {
  const colour = (_: unknown, at: number) => (at === 0 ? 'var(--quiet)' : 'var(--river)')
  return plot(caption, {
    ...plain(width, 56 + rows.length * 34),
    marginLeft: labelRoom(rows.map(({ name }) => name), width),
    marginRight: 24,
    x: { label: null, tickFormat: (value: number) => (unit === 'share' ? tick(value) : valueOf(value, unit)), grid: true, nice: true, ticks: width < 480 ? 3 : 6 },
    y: { label: null, tickSize: 0, domain: rows.map(({ name }) => name), tickFormat: (name: string) => fitting(name, width) },
    marks: [
      Plot.link(rows, { x1: 'low', x2: 'high', y1: 'name', y2: 'name', stroke: colour, strokeWidth: 4, strokeOpacity: 0.4, strokeLinecap: 'round' }),
      Plot.dot(rows, { x: 'estimate', y: 'name', r: 6, fill: colour, stroke: 'var(--card)', strokeWidth: 1.5, title: ({ name, estimate, low, high }: (typeof rows)[number]) => `${name}\n${valueOf(estimate, unit)}, between ${valueOf(low, unit)} and ${valueOf(high, unit)}`, tip: { fill: 'var(--card)', stroke: 'var(--line)' } }),
    ],
  })
}
