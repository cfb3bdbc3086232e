import { html, nothing, type TemplateResult } from 'lit/html.js'
import type { PriorUse } from '../../../../core/prior/prior.js'
import type { Acts } from '../acts.js'
import type { Findings } from '../findings.js'
import { momentOf } from '../words.js'
import { nothingHere, refusalText, section } from './section.js'

const SOURCES = {
  dp: 'made from randomised answers only',
  raw: 'made from raw logs of this site: what readers did reached its server in clear',
  public: 'made from public or donated interactions',
  imported: 'imported from another program',
} as const

const TABLES = { topics: 'topics', pairs: 'pairs of topics' } as const

/** What all readers together lend to this ranking, where that comes from, and what is not used because too few answered. */
function priorFacts({ source, topics, pairs, reports, hash }: PriorUse): TemplateResult {
  const table = (name: 'topics' | 'pairs', use: PriorUse['topics']): string => {
    const behind = reports[name]
    if (use === 'absent' || behind === undefined) return `${TABLES[name]}: none`
    return use === 'used' ? `${TABLES[name]}: used, ${behind.users} reports` : `${TABLES[name]}: not used, ${behind.users} of the ${behind.needed} reports that it takes`
  }
  return html`<div><dt>From all readers</dt><dd class=${source === 'raw' ? 'denied' : nothing}>${SOURCES[source]}; ${table('topics', topics)}; ${table('pairs', pairs)}; the same file for everyone, <code>${hash.slice(0, 16)}…</code></dd></div>`
}

const PURPOSES = { personalization: 'Personalisation on this device', aggregates: 'Answering published questions' } as const

/** What was chosen, what it rests on, and the receipts. */
export function standing({ consent, receipts, state }: Findings, acts: Acts): TemplateResult {
  const lead = 'Two purposes, two separate choices. Allowing the first does not allow the second. A refusal is kept for six months with its month and nothing finer.'
  if (consent.status !== 'ok') return section('consent', 'Consent', lead, nothingHere(refusalText(consent)))
  const granted = consent.personalization === 'granted'
  return section('consent', 'Consent', lead, html`
    <dl class="facts">
      ${(['personalization', 'aggregates'] as const).map((purpose) => html`<div><dt>${PURPOSES[purpose]}</dt><dd class=${consent[purpose]}>${consent[purpose]}</dd></div>`)}
      <div><dt>Engine</dt><dd>${state.status}${'tier' in state ? html`, tier ${state.tier}` : nothing}${'why' in state && state.why !== undefined ? html` (${state.why})` : nothing}</dd></div>
      ${'prior' in state && state.prior !== undefined ? priorFacts(state.prior) : nothing}
      <div><dt>Global Privacy Control</dt><dd>${consent.signal ? 'on, and honoured: nothing is recorded' : consent.overridden === true ? 'on, and overridden by you in the privacy centre' : 'not sent by this browser'}</dd></div>
      <div><dt>Policy</dt><dd>version ${consent.policyVersion}</dd></div>
      ${consent.at === undefined ? nothing : html`<div><dt>Chosen</dt><dd>${consent.personalization === 'denied' ? consent.at : momentOf(consent.at)}; last act by ${consent.source}</dd></div>`}
      ${consent.expires === undefined ? nothing : html`<div><dt>Asked again after</dt><dd>${momentOf(consent.expires)}</dd></div>`}
    </dl>
    <p class="presses">
      <button type="button" data-hearth-choices>${consent.personalization === 'pending' ? 'Make a choice' : 'Change my choice'}</button>
      ${granted ? html`<button type="button" @click=${() => { acts.pause(state.status !== 'paused') }}>${state.status === 'paused' ? 'Resume' : 'Pause'}</button>` : nothing}
    </p>
    ${granted ? html`<p><label class="check"><input type="checkbox" .checked=${consent.aggregates === 'granted'} @change=${(event: Event) => { acts.allowAggregates(event.currentTarget instanceof HTMLInputElement && event.currentTarget.checked, event) }} /> This browser may answer published questions, each answer randomised before it leaves</label></p>` : nothing}
    <h3>Receipts</h3>
    ${receipts.length === 0 ? nothingHere('None: nothing is allowed now. A refusal makes no receipt, so that it names nobody.') : html`
      <div class="scroll" tabindex="0" role="region" aria-label="Table of receipts"><table>
        <thead><tr><th scope="col">When</th><th scope="col">Purposes</th><th scope="col">Policy</th><th scope="col">Given in</th><th scope="col">Receipt</th></tr></thead>
        <tbody>${receipts.map((receipt) => html`<tr><td>${momentOf(receipt.at)}</td><td>${receipt.purposes.join(', ')}</td><td>${receipt.policyVersion}</td><td>${receipt.source}</td><td><code>${receipt.id}</code></td></tr>`)}</tbody>
      </table></div>`}`)
}
