import * as Plot from '@observablehq/plot'
import type { Timed } from '../../../core/measurement/pooled.js'
import type { Interval } from '../../../core/measurement/measure.js'
import { startOf, tick, signed, valueOf, type Unit } from '../words.js'
import { plain } from './plain.js'
import { plot } from './plot.js'

export interface WeeksOptions {
  readonly unit: Unit
  /** Values are differences: written with a sign, and read against zero. */
  readonly difference: boolean
  /** Means of stretches of weeks, as bands behind them. */
  readonly bands?: readonly (Interval & { readonly from: number; readonly to: number })[]
}

/** One figure over the weeks, with its intervals. */
export function weeksChart(weeks: readonly Timed[], { unit, difference, bands = [] }: WeeksOptions, width: number, caption: string): Element {
  const points = weeks.map((week) => ({ ...week, week: startOf(week.epoch), grey: difference && week.low <= 0 && week.high >= 0 }))
  const colour = ({ grey }: { readonly grey: boolean }) => (grey ? 'var(--grey)' : 'var(--river)')
  const format = (value: number): string => (difference ? (value === 0 ? '0' : signed(value, unit).replace(' points', '')) : unit === 'share' ? tick(value) : valueOf(value, unit))
  const spans = bands.map((band) => ({ ...band, x1: startOf(band.from), x2: startOf(band.to) }))
  return plot(caption, {
    ...plain(width, 200),
    marginLeft: 56,
    marginRight: 16,
    x: { label: null, type: 'utc', inset: 12, ticks: width < 480 ? 3 : 6 },
    y: { label: null, tickFormat: format, ticks: 5, grid: true, ...(difference ? { zero: true } : {}) },
    marks: [
      ...(difference ? [Plot.ruleY([0], { stroke: 'currentColor', strokeOpacity: 0.6 })] : []),
      Plot.rect(spans, { x1: 'x1', x2: 'x2', y1: 'low', y2: 'high', fill: 'var(--ember)', fillOpacity: 0.14 }),
      Plot.link(spans, { x1: 'x1', x2: 'x2', y1: 'estimate', y2: 'estimate', stroke: 'var(--ember)', strokeWidth: 2 }),
      Plot.ruleX(points, { x: 'week', y1: 'low', y2: 'high', stroke: colour, strokeWidth: 3, strokeOpacity: 0.4, strokeLinecap: 'round' }),
      Plot.dot(points, { x: 'week', y: 'estimate', r: 4, fill: colour, stroke: 'var(--card)', strokeWidth: 1 }),
    ],
  })
}
