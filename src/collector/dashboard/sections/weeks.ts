import { html, nothing, type TemplateResult } from 'lit'
import { epochChart } from '../charts/epoch-chart.js'
import type { ReadyPage } from '../page.js'
import { card, section } from './section.js'

/** The largest answers over time. Comparisons and baselines have their own. */
export function weeks({ task, epochs }: ReadyPage, width: number): TemplateResult | typeof nothing {
  if (task.kind === 'outcome' || task.kind === 'preference' || epochs.length < 2) return nothing
  return section('epochs', 'Over the weeks', 'The six largest shares of the latest week, with their intervals.', html`${card(epochChart(epochs, width, `${task.question} Estimates over the weeks`))}`)
}
