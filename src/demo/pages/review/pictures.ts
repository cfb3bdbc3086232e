import * as Plot from '@observablehq/plot'
import { leastSuspicion, mostSuspicion, percent } from '../../../core/privacy/odds.js'
import type { Task } from '../../../core/privacy/task.js'

const STYLE = { background: 'transparent', color: 'currentColor', fontFamily: 'inherit', fontSize: '13px', overflow: 'visible' }

/** Plot names the parts of a picture for machines; to those who hear the page it is one image with one sentence. */
function asImage(picture: Element): Element {
  picture.setAttribute('role', 'img')
  for (const part of picture.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label')
  return picture
}

/** For each possible answer, how likely it was before the report (a tick) and after it (a bar), to one who thought all alike. */
export function beforeAndAfter(task: Task, named: readonly string[], width: number): Element {
  const { a, b, m, d } = task.mechanism
  const rows = task.buckets.map((label) => ({ label, named: named.includes(label), after: (named.includes(label) ? a : b) / m, before: 1 / d }))
  const narrow = width < 460
  return asImage(Plot.plot({
    width,
    height: 64 + rows.length * 22,
    marginLeft: narrow ? 92 : 116,
    marginRight: 52,
    marginBottom: 44,
    ariaLabel: `Chance of each answer after the report: ${percent(a / m)} for each of the ${String(named.length)} that it names, ${percent(b / m)} for each other; before, ${percent(1 / d)} for all.`,
    style: STYLE,
    x: { label: 'chance that it is the true answer', labelAnchor: 'center', labelArrow: 'none', labelOffset: 38, percent: true, tickFormat: (value: number) => `${String(value)} %`, ticks: narrow ? 3 : 6, domain: [0, Math.ceil((a / m) * 115)], grid: true },
    y: { label: null, tickSize: 0, padding: 0.3, domain: task.buckets },
    marks: [
      Plot.barX(rows, { x: 'after', y: 'label', fill: ({ named: is }: (typeof rows)[number]) => (is ? 'var(--ember)' : 'var(--quiet)'), rx: 2 }),
      Plot.tickX(rows, { x: 'before', y: 'label', stroke: 'currentColor', strokeWidth: 2 }),
      Plot.text(rows, { x: 'after', y: 'label', text: ({ after }: (typeof rows)[number]) => `${(after * 100).toFixed(1)} %`, textAnchor: 'start', dx: 6, fill: 'currentColor', fontVariant: 'tabular-nums' }),
    ],
  }))
}

const STEPS = Array.from({ length: 101 }, (_, index) => index / 100)

/** What any suspicion can become at most and at least: after one report, after what was spent, and after the most of twelve months. */
export function suspicionChart(lines: readonly { readonly label: string; readonly micro: number }[], width: number): Element {
  const curve = (micro: number, bound: (micro: number, before: number) => number) => STEPS.map((before) => ({ before, after: bound(micro, before) }))
  const shades = ['var(--ember)', 'var(--ink)', 'var(--muted)']
  const size = Math.min(width, 460)
  return asImage(Plot.plot({
    width: size,
    height: size * 0.82,
    marginLeft: 68,
    marginBottom: 48,
    marginRight: 20,
    ariaLabel: `A suspicion before against the same suspicion after. ${lines.map(({ label, micro }) => `${label}: 50 % becomes between ${percent(leastSuspicion(micro))} and ${percent(mostSuspicion(micro))}.`).join(' ')}`,
    style: STYLE,
    x: { label: 'suspicion before', labelAnchor: 'center', labelArrow: 'none', labelOffset: 40, percent: true, tickFormat: (value: number) => `${String(value)} %`, ticks: 5, domain: [0, 100] },
    y: { label: 'suspicion after', labelAnchor: 'center', labelArrow: 'none', labelOffset: 62, percent: true, tickFormat: (value: number) => `${String(value)} %`, ticks: 5, domain: [0, 100], grid: true },
    marks: [
      Plot.areaY(STEPS.map((before) => ({ before, low: leastSuspicion(lines[0]?.micro ?? 0, before), high: mostSuspicion(lines[0]?.micro ?? 0, before) })), { x: 'before', y1: 'low', y2: 'high', fill: 'var(--ember)', fillOpacity: 0.14 }),
      Plot.line([{ before: 0, after: 0 }, { before: 1, after: 1 }], { x: 'before', y: 'after', stroke: 'currentColor', strokeDasharray: '2 4' }),
      ...lines.flatMap(({ micro }, index) => [mostSuspicion, leastSuspicion].map((bound) => Plot.line(curve(micro, bound), { x: 'before', y: 'after', stroke: shades[index] ?? 'currentColor', strokeWidth: index === 0 ? 2.5 : 1.5 }))),
    ],
  }))
}
