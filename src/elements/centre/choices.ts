import { html, nothing, type TemplateResult } from 'lit/html.js'
import { fill } from '../strings/fill.js'
import type { CentreActs } from './acts.js'
import type { Surroundings } from './look-around.js'
import { part } from './part.js'
import type { Speech } from './speech.js'

/** The two choices, pause, and what Global Privacy Control did. Where a site `asks` nothing, the second can only be taken back. */
export function choices({ consent, state }: Surroundings, acts: CentreActs, { text, day }: Speech, asks: boolean): TemplateResult {
  if (consent === undefined) return part('choices', text.choices, undefined, html`<p class="standing">${text.unreadable}</p>`)
  const { personalization, signal } = consent
  const granted = personalization === 'granted'
  const paused = granted && state.status === 'paused' ? state.why : undefined
  const standing = signal && !granted ? text.signal : paused === undefined ? text[personalization] : paused === 'signal' ? text.pausedBySignal : paused === 'cmp-silent' ? text.pausedByTool : text.paused
  const allow = (event: Event): void => { acts.decide({ personalization: 'granted' }, event) }
  const refuse = (event: Event): void => { acts.decide({ personalization: 'denied' }, event) }
  const pause = paused === 'signal' ? html`<button type="button" @click=${allow}>${text.override}</button>`
    : paused === 'cmp-silent' ? nothing
    : html`<button type="button" @click=${(event: Event) => { acts.pause(paused === undefined, event) }}>${paused === undefined ? text.pause : text.resume}</button>`
  return part('choices', text.choices, undefined, html`
    <p class="standing">${standing}</p>
    ${consent.overridden === true ? html`<p>${text.overridden}</p>` : nothing}
    ${consent.expires === undefined ? nothing : html`<p class="muted">${fill(text.expires, { date: day(consent.expires) })}</p>`}
    <div class="row">
      ${granted
        ? html`${pause}<button type="button" @click=${refuse}>${text.withdraw}</button>`
        : html`${personalization === 'pending' && !signal ? html`<button type="button" @click=${refuse}>${text.refuse}</button>` : nothing}<button type="button" @click=${allow}>${signal ? text.override : text.allow}</button>`}
    </div>
    ${granted && (asks || consent.aggregates === 'granted') ? html`<h4>${text.aggregates}</h4><p class="muted" id="aggregates-text">${text.aggregatesText}</p>
      <label class="check"><input type="checkbox" aria-describedby="aggregates-text" .checked=${consent.aggregates === 'granted'} @change=${(event: Event) => { acts.decide({ aggregates: event.currentTarget instanceof HTMLInputElement && event.currentTarget.checked ? 'granted' : 'denied' }, event) }} />${text.aggregatesLabel}</label>` : nothing}`)
}
