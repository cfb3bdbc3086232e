import * as Plot from '@observablehq/plot'
import type { Results } from '../results-client.js'
import { startOf, tick } from '../words.js'
import { plain } from './plain.js'
import { plot } from './plot.js'

/** Buckets that are followed over time: more would be lines nobody tells apart. */
const FOLLOWED = 6

/** The most frequent buckets over the epochs, each in its own small field with its interval as a band. */
export function epochChart(epochs: readonly Results[], width: number, caption: string): Element {
  const latest = epochs.at(-1)
  const labels = [...(latest?.cells ?? [])].sort((a, b) => b.estimate - a.estimate).slice(0, FOLLOWED).map(({ label }) => label)
  const points = epochs.flatMap(({ epoch, cells }) => cells.filter(({ label }) => labels.includes(label)).map((cell) => ({ ...cell, week: startOf(epoch) })))
  const columns = width < 520 ? 1 : Math.min(3, labels.length)
  return plot(caption, {
    ...plain(width, Math.ceil(labels.length / columns) * 130 + 40),
    marginLeft: 48,
    x: { label: null, type: 'utc', ticks: 3 },
    y: { label: null, tickFormat: tick, ticks: 4, grid: true },
    fx: { axis: null, padding: 0.12 },
    fy: { axis: null, padding: 0.28 },
    insetTop: 6,
    marks: [
      Plot.ruleY([0], { strokeOpacity: 0.4 }),
      Plot.areaY(points, { x: 'week', y1: 'low', y2: 'high', ...field(labels, columns), fill: 'var(--ember)', fillOpacity: 0.16 }),
      Plot.lineY(points, { x: 'week', y: 'estimate', ...field(labels, columns), stroke: 'var(--ember)', strokeWidth: 2 }),
      Plot.dot(points, { x: 'week', y: 'estimate', ...field(labels, columns), fill: 'var(--ember)', r: 3 }),
      Plot.text(labels.map((label) => ({ label })), { text: 'label', frameAnchor: 'top-left', dy: -12, fontWeight: 600, ...field(labels, columns) }),
    ],
  })
}

function field(labels: readonly string[], columns: number) {
  const place = ({ label }: { readonly label: string }) => labels.indexOf(label)
  return { fx: (point: { readonly label: string }) => place(point) % columns, fy: (point: { readonly label: string }) => Math.floor(place(point) / columns) }
}
