import * as Plot from '@observablehq/plot'
import type { Difference } from '../results-client.js'
import { signed, type Unit } from '../words.js'
import { plain } from './plain.js'
import { plot } from './plot.js'

/** A difference against zero: the thick bar is the interval for one look at the end, the thin one holds at every look. */
export function differenceChart({ difference, low, high, always }: Difference, unit: Unit, width: number, caption: string): Element {
  const told = low > 0 || high < 0
  const colour = told ? 'var(--ember)' : 'var(--grey)'
  return plot(caption, {
    ...plain(width, 96),
    marginBottom: 40,
    marginLeft: 24,
    marginRight: 24,
    // Zero is always in sight: it is what the difference is read against.
    x: { label: unit === 'share' ? 'points of difference' : 'difference', labelAnchor: 'center', labelArrow: 'none', labelOffset: 36, domain: [Math.min(0, always.low), Math.max(0, always.high)], tickFormat: (value: number) => (value === 0 ? '0' : signed(value, unit).replace(' points', '')), grid: true, nice: true, ticks: width < 480 ? 4 : 8 },
    marks: [
      Plot.ruleX([0], { stroke: 'currentColor', strokeWidth: 1.5 }),
      Plot.link([always], { x1: 'low', x2: 'high', y1: 0, y2: 0, stroke: colour, strokeWidth: 1.5, strokeOpacity: 0.6 }),
      Plot.link([{ low, high }], { x1: 'low', x2: 'high', y1: 0, y2: 0, stroke: colour, strokeWidth: 7, strokeOpacity: 0.4, strokeLinecap: 'round' }),
      Plot.dot([{ difference }], { x: 'difference', y: 0, r: 6, fill: colour, stroke: 'var(--card)', strokeWidth: 1.5 }),
    ],
    y: { axis: null, domain: [-1, 1] },
  })
}
