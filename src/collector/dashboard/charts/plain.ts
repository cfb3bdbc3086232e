import type { PlotOptions } from '@observablehq/plot'

/** What all charts have in common: the page's own letters and ink. */
export function plain(width: number, height: number): PlotOptions {
  return { width, height, style: { background: 'transparent', color: 'currentColor', fontFamily: 'inherit', fontSize: '13px', overflow: 'visible' } }
}

/** Room for labels on the left: as much as the longest needs, at most two fifths. */
export function labelRoom(labels: readonly string[], width: number): number {
  const longest = Math.max(4, ...labels.map((label) => label.length))
  return Math.min(width * 0.4, 18 + longest * 7)
}

/** A label that fits its room. */
export function fitting(label: string, width: number): string {
  const most = Math.max(6, Math.floor((width * 0.4 - 18) / 7))
  return label.length > most ? `${label.slice(0, most - 1)}…` : label
}
