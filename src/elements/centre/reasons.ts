import { html, type TemplateResult } from 'lit/html.js'
import type { PlacedItem } from '../../client/hearth.js'
import type { CentreStrings } from '../strings/centre-en.js'
import type { CentreActs } from './acts.js'
import type { Surroundings } from './look-around.js'
import { part } from './part.js'

/** Why each recommendation: its reasons with their weight in the score. */
export function reasons({ recommended }: Surroundings, acts: CentreActs, text: CentreStrings): TemplateResult {
  return part('reasons', text.reasons, text.reasonsText, recommended.length === 0 ? html`<p>${text.noReasons}</p>` : html`<ol class="list">${recommended.map((placed) => one(placed, acts, text))}</ol>`)
}

function one({ id, item, reasons: why }: PlacedItem, acts: CentreActs, text: CentreStrings): TemplateResult {
  const title = item?.title ?? id
  const heaviest = why.reduce((most, { weight }) => Math.max(most, Math.abs(weight)), 0)
  return html`<li data-item=${id}>
    <span class="what"><strong>${item?.url === undefined ? title : html`<a href=${item.url}>${title}</a>`}</strong>
      <ul class="why">${why.map(({ text: reason, weight }) => html`<li><span class=${weight < 0 ? 'bar against' : 'bar'}><svg width="48" height="8" aria-hidden="true"><rect width=${heaviest === 0 ? 0 : (48 * Math.abs(weight)) / heaviest} height="8" rx="2"></rect></svg></span><span>${reason}<span class="muted small"> ${weight < 0 ? '−' : '+'}${Math.abs(weight).toFixed(2)}</span></span></li>`)}</ul></span>
    <button type="button" class="quiet" @click=${() => { acts.hide(id) }}>${text.hide}<span class="unseen"> ${title}</span></button>
  </li>`
}
