import * as Plot from '@observablehq/plot'
import type { Results } from './results-client.js'
import { count, share } from './words.js'

/** The first bucket of an outcome for each arm, with its interval: the arms are read against each other. */
export function armChart(arms: NonNullable<Results['arms']>, width: number, caption: string): Element {
  const points = arms.flatMap(({ arm, n, cells }) => cells.slice(0, 1).map((cell) => ({ ...cell, arm: `${arm} (${count(n)})` })))
  return Plot.plot({
    width,
    height: 76 + points.length * 44,
    marginLeft: Math.min(width * 0.4, 160),
    marginRight: 24,
    marginBottom: 48,
    ariaLabel: caption,
    style: { background: 'transparent', color: 'currentColor', fontFamily: 'inherit', fontSize: '13px' },
    x: { label: points[0]?.label ?? null, labelAnchor: 'center', labelArrow: 'none', labelOffset: 42, tickFormat: (value: number) => share(value), grid: true, nice: true, ticks: 5 },
    y: { label: null, tickSize: 0 },
    marks: [
      Plot.link(points, { x1: 'low', x2: 'high', y1: 'arm', y2: 'arm', stroke: 'var(--river)', strokeWidth: 4, strokeOpacity: 0.4, strokeLinecap: 'round' }),
      Plot.dot(points, { x: 'estimate', y: 'arm', r: 6, fill: 'var(--river)', stroke: 'var(--card)', strokeWidth: 1.5 }),
    ],
  })
}
