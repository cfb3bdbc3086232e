import { html, nothing, type TemplateResult } from 'lit/html.js'
import { fill, type CentreStrings } from '../strings/centre-en.js'
import type { CentreActs } from './acts.js'
import type { Surroundings } from './look-around.js'
import { dayOf, part } from './part.js'

/** The two choices, pause, and what Global Privacy Control did. */
export function choices({ consent, state }: Surroundings, acts: CentreActs, text: CentreStrings): TemplateResult {
  if (consent === undefined) return part('choices', text.choices, undefined, html`<p>${text.denied}</p>`)
  const { personalization, signal } = consent
  const granted = personalization === 'granted'
  const paused = granted && state.status === 'paused'
  const allow = (event: Event): void => { acts.decide({ personalization: 'granted' }, event) }
  const refuse = (event: Event): void => { acts.decide({ personalization: 'denied' }, event) }
  return part('choices', text.choices, undefined, html`
    <p class="standing">${signal && !granted ? text.signal : paused ? text.paused : text[personalization]}</p>
    ${consent.overridden === true ? html`<p>${text.overridden}</p>` : nothing}
    ${consent.expires === undefined ? nothing : html`<p class="muted">${fill(text.expires, { date: dayOf(consent.expires) })}</p>`}
    <div class="row">
      ${granted
        ? html`<button type="button" @click=${() => { acts.pause(!paused) }}>${paused ? text.resume : text.pause}</button><button type="button" @click=${refuse}>${text.withdraw}</button>`
        : html`${personalization === 'pending' && !signal ? html`<button type="button" @click=${refuse}>${text.refuse}</button>` : nothing}<button type="button" @click=${allow}>${signal ? text.override : text.allow}</button>`}
    </div>
    ${granted ? html`<h4>${text.aggregates}</h4><p class="muted" id="aggregates-text">${text.aggregatesText}</p>
      <label class="check"><input type="checkbox" aria-describedby="aggregates-text" .checked=${consent.aggregates === 'granted'} @change=${(event: Event) => { acts.decide({ aggregates: event.currentTarget instanceof HTMLInputElement && event.currentTarget.checked ? 'granted' : 'denied' }, event) }} />${text.aggregatesLabel}</label>` : nothing}`)
}
