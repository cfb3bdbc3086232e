import { html, nothing, type TemplateResult } from 'lit/html.js'

/** One part of the centre: a heading, which can be given the focus, a sentence, and what it is about. */
export function part(name: string, title: string, text: string | undefined, body: TemplateResult): TemplateResult {
  return html`<section class="part" data-part=${name} aria-labelledby=${name}><h3 id=${name} tabindex="-1">${title}</h3>${text === undefined ? nothing : html`<p class="muted">${text}</p>`}${body}</section>`
}

export const capital = (word: string): string => word.charAt(0).toLocaleUpperCase() + word.slice(1)
