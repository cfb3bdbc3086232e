import { html, type TemplateResult } from 'lit/html.js'
import type { PlacedItem } from '../../client/hearth.js'
import { linkOf } from '../../core/item.js'
import type { CentreActs } from './acts.js'
import type { Surroundings } from './look-around.js'
import { part } from './part.js'
import type { Speech } from './speech.js'

/** Why each recommendation: its reasons with their weight in the score. */
export function reasons({ recommended }: Surroundings, acts: CentreActs, speech: Speech): TemplateResult {
  const { text } = speech
  return part('reasons', text.reasons, text.reasonsText, recommended.length === 0 ? html`<p>${text.noReasons}</p>` : html`<ol class="list wide">${recommended.map((placed) => one(placed, acts, speech))}</ol>`)
}

function one({ id, item, reasons: why }: PlacedItem, acts: CentreActs, { text, theirs, number }: Speech): TemplateResult {
  const title = item?.title ?? id
  const link = item === undefined ? undefined : linkOf(item)
  const heaviest = why.reduce((most, { weight }) => Math.max(most, Math.abs(weight)), 0)
  const weighed = (weight: number): string => `${weight < 0 ? '−' : '+'}${number(Math.round(Math.abs(weight) * 100) / 100)}`
  return html`<li data-item=${id}>
    <span class="what"><strong>${link === undefined ? theirs(title) : html`<a href=${link}>${theirs(title)}</a>`}</strong>
      <ul class="why">${why.map(({ text: reason, weight }) => html`<li><span class=${weight < 0 ? 'bar against' : 'bar'}><svg width="48" height="8" aria-hidden="true"><rect width=${heaviest === 0 ? 0 : (48 * Math.abs(weight)) / heaviest} height="8" rx="2"></rect></svg></span><span>${reason} <bdi class="muted small">${weighed(weight)}</bdi></span></li>`)}</ul></span>
    <button type="button" class="quiet" @click=${(event: Event) => { acts.hide(id, event) }}>${text.hide}<span class="unseen"> ${title}</span></button>
  </li>`
}
