import * as Plot from '@observablehq/plot'

/**
 * A chart as one picture with a name. Plot names each layer of marks ("dot", "rule"), which says nothing to who listens;
 * the same figures stand beside the chart in words or in a table.
 */
export function plot(caption: string, options: Plot.PlotOptions): Element {
  const chart = Plot.plot(options)
  for (const layer of chart.querySelectorAll('[aria-label], [aria-description]')) {
    layer.removeAttribute('aria-label')
    layer.removeAttribute('aria-description')
  }
  chart.setAttribute('role', 'img')
  chart.setAttribute('aria-label', caption)
  return chart
}
