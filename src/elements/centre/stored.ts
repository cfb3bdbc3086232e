import { html, nothing, type TemplateResult } from 'lit/html.js'
import type { InteractionEvent } from '../../core/history/event.js'
import type { CentreStrings } from '../strings/centre/en.js'
import { fill } from '../strings/fill.js'
import type { CentreActs, CentreMemory } from './acts.js'
import type { Surroundings } from './look-around.js'
import { capital, part } from './part.js'
import type { Speech } from './speech.js'

/** Days that a visitor may choose to keep records; the site's own figure is the most. */
const PERIODS = [1, 7, 30, 60, 90]

/** The stored events, newest first, those that match the search. */
export function stored({ events, lost, retention }: Surroundings, { query, shown }: CentreMemory, acts: CentreActs, speech: Speech): TemplateResult {
  const { text, day, days, number } = speech
  const found = events.filter((event) => matches(event, query, text))
  return part('stored', text.stored, text.storedText, html`
    ${lost === undefined ? nothing : html`<p class="notice">${fill(text.lost, { date: day(lost) })}</p>`}
    ${events.length === 0 ? html`<p>${text.none}</p>` : html`
      <p class="row"><input type="search" aria-label=${text.search} placeholder=${text.search} .value=${query} @input=${(event: Event) => { if (event.currentTarget instanceof HTMLInputElement) acts.search(event.currentTarget.value) }} />
        <span class="muted" role="status">${found.length === 0 ? fill(text.noMatch, { query }) : fill(text.count, { shown: number(Math.min(shown, found.length)), total: number(events.length) })}</span></p>
      <ul class="list">${found.slice(0, shown).map((event) => one(event, acts, speech))}</ul>
      ${found.length > shown ? html`<div><button type="button" @click=${acts.more}>${text.more}</button></div>` : nothing}`}
    ${retention === undefined ? nothing : html`<p><label class="row">${text.retention} <select @change=${(event: Event) => { if (event.currentTarget instanceof HTMLSelectElement) acts.keep(Number(event.currentTarget.value), event) }}>
      ${[...new Set([...PERIODS.filter((period) => period < retention.site), retention.days, retention.site])].sort((a, b) => a - b).map((period) => html`<option value=${period} ?selected=${period === retention.days}>${days(period)}</option>`)}
    </select></label></p>`}`)
}

const kindOf = ({ kind }: InteractionEvent, text: CentreStrings): string => text[kind === 'hide' ? 'hideEvent' : kind]

function one(event: InteractionEvent, acts: CentreActs, { text, moment, theirs }: Speech): TemplateResult {
  const { item } = event
  const kind = kindOf(event, text)
  return html`<li data-event=${event.id}>
    <span class="what"><strong>${theirs(item.title)}</strong><span class="muted small">${kind} · <time datetime=${new Date(event.at).toISOString()}>${moment(event.at)}</time>${item.category === undefined ? nothing : html` · ${theirs(capital(item.category))}`}</span></span>
    <span class="row"><button type="button" class="quiet" @click=${(press: Event) => { acts.forget({ event: event.id }, press) }}>${text.forget}<span class="unseen"> ${kind} ${item.title}</span></button>
      <button type="button" class="quiet" @click=${(press: Event) => { acts.forget({ item: item.id }, press) }}>${text.forgetItem}<span class="unseen"> ${item.title}</span></button></span>
  </li>`
}

/** Every word of the search stands somewhere in the record, as it is shown or as the site gave it. */
function matches(event: InteractionEvent, query: string, text: CentreStrings): boolean {
  const { item } = event
  const all = [item.title, item.text, item.category, item.provider, kindOf(event, text), ...(item.tags ?? [])].join(' ').toLocaleLowerCase()
  return query.toLocaleLowerCase().split(/\s+/).every((word) => all.includes(word))
}
