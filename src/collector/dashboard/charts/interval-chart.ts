import * as Plot from '@observablehq/plot'
import type { Cell } from '../results-client.js'
import { share, tick } from '../words.js'
import { fitting, labelRoom, plain } from './plain.js'
import { plot } from './plot.js'

/** Each bucket's estimate as a dot on its 95 % interval, largest first; grey where it cannot be told from zero. */
export function intervalChart(cells: readonly Cell[], width: number, caption: string): Element {
  const colour = ({ suppressed }: Cell) => (suppressed ? 'var(--grey)' : 'var(--ember)')
  return plot(caption, {
    ...plain(width, 72 + cells.length * 26),
    marginLeft: labelRoom(cells.map(({ label }) => label), width),
    marginRight: 24,
    marginBottom: 48,
    x: { label: 'share of browsers that answered', labelAnchor: 'center', labelArrow: 'none', labelOffset: 42, tickFormat: tick, grid: true, nice: true, ticks: width < 480 ? 4 : 8 },
    y: { label: null, tickSize: 0, padding: 0.35, tickFormat: (label: string) => fitting(label, width) },
    marks: [
      Plot.ruleX([0], { stroke: 'currentColor', strokeOpacity: 0.5 }),
      Plot.link(cells, { x1: 'low', x2: 'high', y1: 'label', y2: 'label', stroke: colour, strokeWidth: 3, strokeOpacity: 0.4, strokeLinecap: 'round', sort: { y: '-data', reduce: null } }),
      Plot.dot(cells, {
        x: 'estimate',
        y: 'label',
        r: 5,
        fill: colour,
        stroke: 'var(--card)',
        strokeWidth: 1.5,
        title: ({ label, estimate, low, high, suppressed }: Cell) => `${label}\n${share(estimate)}, between ${share(low)} and ${share(high)}${suppressed ? '\nnot told from zero' : ''}`,
        tip: { fill: 'var(--card)', stroke: 'var(--line)' },
        sort: { y: '-x' },
      }),
    ],
  })
}
