import { html, type TemplateResult } from 'lit'

/** One part of the page: a heading, what it is about in a sentence, and its body. */
export function section(name: string, title: string, lead: TemplateResult | string, body: TemplateResult): TemplateResult {
  return html`<section aria-labelledby=${name}><h2 id=${name}>${title}</h2><p class="lead">${lead}</p>${body}</section>`
}

/** A chart on its card. The same figures stand beside it in words or as a table. */
export function card(...content: readonly unknown[]): TemplateResult {
  return html`<div class="card chart">${content}</div>`
}
