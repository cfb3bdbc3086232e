import { html, nothing, type TemplateResult } from 'lit/html.js'
import type { InteractionEvent } from '../../core/history/event.js'
import { fill, type CentreStrings } from '../strings/centre-en.js'
import type { CentreActs, CentreMemory } from './acts.js'
import type { Surroundings } from './look-around.js'
import { capital, momentOf, part } from './part.js'

/** Days that a visitor may choose to keep records; the site's own figure is the most. */
const PERIODS = [1, 7, 30, 60, 90]

/** The stored events, newest first, those that match the search. */
export function stored({ events = [], retention }: Surroundings, { query, shown }: CentreMemory, acts: CentreActs, text: CentreStrings): TemplateResult {
  const found = events.filter((event) => matches(event, query))
  return part('stored', text.stored, text.storedText, html`
    ${events.length === 0 ? html`<p>${text.none}</p>` : html`
      <p class="row"><input type="search" aria-label=${text.search} placeholder=${text.search} .value=${query} @input=${(event: Event) => { if (event.currentTarget instanceof HTMLInputElement) acts.search(event.currentTarget.value) }} />
        <span class="muted" role="status">${found.length === 0 ? fill(text.noMatch, { query }) : fill(text.count, { shown: Math.min(shown, found.length), total: events.length })}</span></p>
      <ul class="list">${found.slice(0, shown).map((event) => one(event, acts, text))}</ul>
      ${found.length > shown ? html`<div><button type="button" @click=${acts.more}>${text.more}</button></div>` : nothing}`}
    ${retention === undefined ? nothing : html`<p><label class="row">${text.retention} <select @change=${(event: Event) => { if (event.currentTarget instanceof HTMLSelectElement) acts.keep(Number(event.currentTarget.value)) }}>
      ${[...new Set([...PERIODS.filter((days) => days < retention.site), retention.days, retention.site])].sort((a, b) => a - b).map((days) => html`<option value=${days} ?selected=${days === retention.days}>${fill(text.days, { days })}</option>`)}
    </select></label></p>`}`)
}

function one(event: InteractionEvent, acts: CentreActs, text: CentreStrings): TemplateResult {
  const { item } = event
  return html`<li data-event=${event.id}>
    <span class="what"><strong>${item.title}</strong><span class="muted small">${text.kinds[event.kind]} · <time datetime=${new Date(event.at).toISOString()}>${momentOf(event.at)}</time>${item.category === undefined ? nothing : html` · ${capital(item.category)}`}</span></span>
    <span class="row"><button type="button" class="quiet" @click=${() => { acts.forget({ event: event.id }) }}>${text.forget}<span class="unseen"> ${text.kinds[event.kind]} ${item.title}</span></button>
      <button type="button" class="quiet" @click=${() => { acts.forget({ item: item.id }) }}>${text.forgetItem}<span class="unseen"> ${item.title}</span></button></span>
  </li>`
}

/** Every word of the search stands somewhere in the record. */
function matches({ item, kind }: InteractionEvent, query: string): boolean {
  const all = [item.title, item.text, item.category, item.provider, kind, ...(item.tags ?? [])].join(' ').toLocaleLowerCase()
  return query.toLocaleLowerCase().split(/\s+/).every((word) => all.includes(word))
}
