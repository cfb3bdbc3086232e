import { html, nothing, type TemplateResult } from 'lit/html.js'
import type { Acts } from '../acts.js'
import type { Findings } from '../findings.js'
import { nothingHere, refusalText, section } from './section.js'

/** The worker's attempts to reach the network, made anew by a fresh worker in the same frame. */
export function isolation({ isolation: report, state }: Findings, acts: Acts): TemplateResult {
  const lead = 'The worker that holds the history has no network: the browser enforces it. To show the browser’s refusal and not only deleted names, a fresh worker beside it tries each way out that is listed. The developer tools of your browser show these attempts, and those at each start of the worker, as blocked requests.'
  const running = /^(ready|degraded|paused)$/.test(state.status)
  if (!running) return section('isolation', 'No door to the network', lead, nothingHere('No worker runs before you allow it; there is nothing to try.'))
  if (report === undefined) return section('isolation', 'No door to the network', lead, nothingHere('The probe is running.'))
  if (report.status !== 'ok') return section('isolation', 'No door to the network', lead, html`${nothingHere(refusalText(report))}${again(acts)}`)
  const ways = Object.entries(report.refused)
  return section('isolation', 'No door to the network', lead, html`
    <p class="verdict ${report.open.length === 0 ? 'good' : 'bad'}">${report.open.length === 0 ? html`${ways.length} ways out tried, ${ways.length} refused, none open.` : html`Open: ${report.open.join(', ')}.`}</p>
    <div class="scroll" tabindex="0" role="region" aria-label="Ways out that were tried"><table>
      <thead><tr><th scope="col">Way out</th><th scope="col">What the browser answered</th></tr></thead>
      <tbody>${ways.map(([name, by]) => html`<tr><th scope="row"><code>${name}</code></th><td>${by}</td></tr>`)}</tbody>
    </table></div>
    <p class="small">Form: ${report.form === 'frame' ? 'a worker in a hidden frame, which inherits the frame’s policy' : 'a worker file served with its own policy header'}.
      ${report.contained.length === 0 ? nothing : html`Contained, because it starts under the same policy: ${report.contained.join(', ')}.`}</p>
    ${again(acts)}`)
}

const again = (acts: Acts): TemplateResult => html`<p class="presses"><button type="button" @click=${acts.probe}>Probe again</button></p>`
