import { html, nothing, type TemplateResult } from 'lit/html.js'
import { mostSuspicion } from '../../core/privacy/odds.js'
import type { Receipt } from '../../client/hearth.js'
import type { CentreStrings } from '../strings/centre/en.js'
import { fill } from '../strings/fill.js'
import type { CentreActs } from './acts.js'
import type { Surroundings } from './look-around.js'
import { part } from './part.js'
import type { Speech } from './speech.js'

/** ε that a visitor may let twelve months cost; the site's own cap is the most. */
const YEARS = [0, 1, 3, 6, 12]

/** What left this browser, as ε over its lifetime and in plain words, and the most that it may come to. */
export function sent({ ledger, releases, budget }: Surroundings, acts: CentreActs, { text, number, percent }: Speech): TemplateResult {
  const lifetime = ledger?.spent.lifetime ?? 0
  const year = ledger?.caps.year ?? 0
  return part('sent', text.sent, undefined, html`
    <p>${lifetime === 0 ? text.sentNothing : fill(text.sentText, { count: number(releases.filter(({ state }) => state === 'sent').length), epsilon: number(lifetime / 1e6), odds: percent(mostSuspicion(lifetime)) })}</p>
    ${ledger === undefined ? nothing : html`<p class="muted">${fill(text.sentYear, { epsilon: number(year / 1e6), odds: percent(mostSuspicion(year)) })}</p>`}
    ${budget === undefined ? nothing : html`<p><label class="row">${text.spend} <select @change=${(event: Event) => { if (event.currentTarget instanceof HTMLSelectElement) acts.spend(Number(event.currentTarget.value), event) }}>
      ${[...new Set([...YEARS.map((epsilon) => epsilon * 1e6).filter((cap) => cap < budget.site.year), budget.caps.year, budget.site.year])].sort((a, b) => a - b).map((cap) => html`<option value=${cap / 1e6} ?selected=${cap === budget.caps.year}>${cap === 0 ? text.spendNothing : fill(text.spendAtMost, { epsilon: number(cap / 1e6), odds: percent(mostSuspicion(cap)) })}</option>`)}
    </select></label></p>`}`)
}

/** The receipts of what was allowed. */
export function receipts({ receipts: all }: Surroundings, { text, moment }: Speech): TemplateResult {
  return part('receipts', text.receipts, text.receiptsText, all.length === 0 ? html`<p>${text.noReceipts}</p>` : html`<ul class="list">${all.map((receipt) => html`
    <li data-receipt=${receipt.id}><span class="what"><strong><time datetime=${receipt.at}>${moment(receipt.at)}</time></strong><span class="muted small">${inWords(receipt, text)}</span></span></li>`)}</ul>`)
}

const SOURCES = { banner: 'fromBanner', centre: 'fromCentre', cmp: 'fromCmp', api: 'fromApi' } as const

function inWords({ id, purposes, source, policyVersion, overridesSignal }: Receipt, text: CentreStrings): string {
  const allowed = purposes.map((purpose) => (purpose === 'aggregates' ? text.forAggregates : text.forPersonalization)).join(', ')
  return fill(text.receiptText, { purposes: allowed, source: text[SOURCES[source]] + (overridesSignal === true ? `, ${text.despiteSignal}` : ''), version: policyVersion, id })
}
