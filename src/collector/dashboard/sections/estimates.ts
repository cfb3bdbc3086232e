import { html, type TemplateResult } from 'lit'
import { intervalChart } from '../charts/interval-chart.js'
import type { ReadyPage } from '../page.js'
import type { Results } from '../results-client.js'
import { count, share, weekOf } from '../words.js'
import { card, section } from './section.js'

/** Answers in the chart: all that are told from zero, and as many as make up this number; the table has every one. */
const CHARTED = 30

/** What was answered in the chosen week. */
export function estimates({ task, results }: ReadyPage, width: number): TemplateResult {
  if (results.n === 0) return html`<p class="notice">${task.mode === 'dap' ? 'The batch of this week has not been collected. Aggregators give it once, from 100 reports on, when the week is over: hearth dap collect.' : 'No reports in this week yet. Estimates appear here as soon as browsers answer.'}</p>`
  const grey = results.cells.filter(({ suppressed }) => suppressed).length
  const sorted = [...results.cells].sort((a, b) => Number(a.suppressed) - Number(b.suppressed) || b.estimate - a.estimate)
  const charted = sorted.slice(0, Math.max(CHARTED, results.cells.length - grey))
  const left = results.cells.length - charted.length
  return section('cells', 'Estimates', html`The dot is the estimate, the bar its 95 % interval. ${grey === 0 ? 'All are told from zero.' : html`Grey cannot be told from zero with this many reports: it may be a small share, or none.`}`, html`
    ${card(intervalChart(charted, width, `${task.question} Estimates with 95 % intervals, ${weekOf(results.epoch)}`))}
    ${left === 0 ? '' : html`<p class="aside">${count(left)} more answers, none of them told from zero, stand in the table alone.</p>`}
    ${grey === 0 || results.n >= results.needed ? '' : html`<p class="aside">From about ${count(results.needed)} reports on, an answer of average size stands out; there are ${count(results.n)}.</p>`}
    ${table(results)}`)
}

function table({ cells }: Results): TemplateResult {
  return html`<details>
    <summary>The same as a table</summary>
    <div class="scroll card" tabindex="0" role="region" aria-label="Estimates as a table"><table>
      <thead><tr><th scope="col">Answer</th><th scope="col">Estimate</th><th scope="col">Low</th><th scope="col">High</th></tr></thead>
      <tbody>${[...cells].sort((a, b) => b.estimate - a.estimate).map(({ label, estimate, low, high, suppressed }) => html`<tr class=${suppressed ? 'grey' : ''}><th scope="row">${label}</th><td>${share(estimate)}</td><td>${share(low)}</td><td>${share(high)}</td></tr>`)}</tbody>
    </table></div>
  </details>`
}
