import type { nothing} from 'lit/html.js';
import { html, type TemplateResult } from 'lit/html.js'

/** One part of the page: a heading, a sentence on what it shows, and the thing itself. */
export function section(id: string, title: string, lead: TemplateResult | string, body: TemplateResult | typeof nothing): TemplateResult {
  return html`<section class="part" aria-labelledby=${id}><h2 id=${id} class="rule">${title}</h2><p class="lede">${lead}</p>${body}</section>`
}

/** What stands where there is nothing to show, and why. */
export const nothingHere = (why: string): TemplateResult => html`<p class="none">${why}</p>`

/** Why an answer was refused, as a sentence. */
export function refusalText(answer: { readonly status: string; readonly purpose?: string; readonly message?: string }): string {
  if (answer.status === 'denied') return answer.purpose === 'aggregates' ? 'Not allowed: the second choice, about published questions, is not made.' : 'Nothing is stored: personalisation is not allowed in this browser.'
  return answer.message ?? answer.status
}
