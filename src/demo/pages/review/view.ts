import { html, type TemplateResult } from 'lit/html.js'
import type { Acts } from './acts.js'
import type { Findings } from './findings.js'
import type { Rehearsal } from './rehearsal.js'
import { crowd } from './sections/crowd.js'
import { isolation } from './sections/isolation.js'
import { ledger } from './sections/ledger.js'
import { records } from './sections/records.js'
import { rehearsal } from './sections/rehearsal.js'
import { releases } from './sections/releases.js'
import { requests } from './sections/requests.js'
import { standing } from './sections/standing.js'
import { yourData } from './sections/your-data.js'

export interface Shown {
  readonly findings: Findings
  readonly rehearsal: Rehearsal | undefined
  /** Index of the visitor's true answer to the first task, where it can be computed. */
  readonly truth: number | undefined
  /** Pixels that a picture may take. */
  readonly width: number
}

/** The whole page, in the order in which a sceptic would ask. */
export function view({ findings, rehearsal: drawn, truth, width }: Shown, acts: Acts): TemplateResult {
  return html`${notice(findings)}
    ${standing(findings, acts)}
    ${isolation(findings, acts)}
    ${records(findings, acts)}
    ${rehearsal(findings, drawn, truth, acts, width)}
    ${releases(findings, acts, width)}
    ${ledger(findings, width)}
    ${crowd()}
    ${requests()}
    ${yourData(findings, acts)}`
}

function notice({ consent, state }: Findings): TemplateResult {
  if (consent.status !== 'ok') return html`<p class="note">Your browser does not let this site store anything, so nothing is allowed and nothing is kept.</p>`
  if (consent.signal) return html`<p class="note">Your browser sends Global Privacy Control. It is honoured: nothing is stored and no question is asked.</p>`
  if (consent.personalization === 'pending') return html`<p class="note">You have not chosen yet. So there is no database, no worker and no storage key, and most of this page is empty. <button type="button" data-hearth-choices>Show the choice</button></p>`
  if (consent.personalization === 'denied') return html`<p class="note">You have refused. One small record of that is kept, and nothing else; most of this page is empty. <button type="button" data-hearth-choices>Show the choice</button></p>`
  if (state.status === 'unavailable') return html`<p class="note">The engine could not start: ${state.message ?? state.why}</p>`
  return html`<p class="note">Personalisation is allowed in this browser. What follows was asked of the worker just now.</p>`
}
