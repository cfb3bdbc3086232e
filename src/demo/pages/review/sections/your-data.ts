import { html, nothing, type TemplateResult } from 'lit/html.js'
import type { ErasureReport } from '../../../../client/hearth.js'
import type { Acts } from '../acts.js'
import type { Findings } from '../findings.js'
import { nothingHere, refusalText, section } from './section.js'

/** Taking it along, and erasing it with a look afterwards. */
export function yourData({ stored, erasure, consent }: Findings, acts: Acts): TemplateResult {
  const granted = consent.status === 'ok' && consent.personalization === 'granted'
  return section('data', 'Export and erase', 'Yours to take and to destroy. Erasing deletes the key first and then the whole database, in every tab, and looks again.', html`
    <p class="presses"><button type="button" ?disabled=${!granted} @click=${acts.exportData}>Export as JSON</button><button type="button" ?disabled=${!granted} @click=${acts.erase}>Erase everything</button></p>
    ${erasure === undefined ? nothing : html`<div class="erasure" role="status">${verification(erasure)}</div>`}
    <h3>What is in this browser now</h3>
    ${stored.length === 0 ? nothingHere('Looked for databases, caches and storage keys of Hearth: there are none.') : html`<ul class="stored">${stored.map((name) => html`<li><code>${name}</code></li>`)}</ul>`}`)
}

function verification(report: Exclude<Findings['erasure'], undefined>): TemplateResult {
  if (report.status !== 'erased' && report.status !== 'erase-blocked' && report.status !== 'ok') return nothingHere(refusalText(report))
  return html`
    <p class="verdict ${report.found.length === 0 ? 'good' : 'bad'}">${headline(report)}</p>
    <dl class="facts">
      <div><dt>Looked for</dt><dd>databases, Cache Storage, localStorage and sessionStorage keys whose name starts with <code>hearth</code></dd></div>
      <div><dt>Found of your history</dt><dd>${report.found.length === 0 ? 'nothing' : report.found.join(', ')}</dd></div>
      ${report.kept.map(({ what, why }) => html`<div><dt>Stays: ${what}</dt><dd>${why}</dd></div>`)}
    </dl>`
}

function headline(report: ErasureReport): string {
  if (report.status === 'erase-blocked') return 'Another tab still holds the database open. What is in it can no longer be read or written; it goes when that tab does.'
  return report.found.length === 0 ? 'Erased. A second look found nothing of the history.' : 'Not everything went.'
}
