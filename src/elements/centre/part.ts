import { html, nothing, type TemplateResult } from 'lit/html.js'

/** One part of the centre: a heading, a sentence, and what it is about. */
export function part(name: string, title: string, text: string | undefined, body: TemplateResult): TemplateResult {
  return html`<section class="part" data-part=${name} aria-labelledby=${name}><h3 id=${name}>${title}</h3>${text === undefined ? nothing : html`<p class="muted">${text}</p>`}${body}</section>`
}

const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })
const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })

/** A day in the reader's own calendar. */
export const dayOf = (at: string | number): string => DAY.format(new Date(at))

/** A moment in the reader's own time. */
export const momentOf = (at: string | number): string => MOMENT.format(new Date(at))

export const capital = (word: string): string => word.charAt(0).toLocaleUpperCase() + word.slice(1)
