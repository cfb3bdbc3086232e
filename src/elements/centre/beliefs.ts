import { html, nothing, type TemplateResult } from 'lit/html.js'
import type { TopicView, TopicWish } from '../../client/hearth.js'
import { fill } from '../strings/fill.js'
import type { CentreActs } from './acts.js'
import type { Surroundings } from './look-around.js'
import { capital, part } from './part.js'
import type { Speech } from './speech.js'

/** The topics believed about the visitor, with what they may say to each. */
export function beliefs({ topics }: Surroundings, acts: CentreActs, speech: Speech): TemplateResult {
  const { text } = speech
  return part('topics', text.topics, text.topicsText, topics.length === 0 ? html`<p>${text.noTopics}</p>` : html`<ul class="list">${topics.map((topic) => one(topic, acts, speech))}</ul>`)
}

function one({ topic, strength, events, wish }: TopicView, acts: CentreActs, { text, percent, theirs }: Speech): TemplateResult {
  const toggle = (wanted: TopicWish, label: string): TemplateResult =>
    html`<button type="button" class="quiet" aria-pressed=${wish === wanted ? 'true' : 'false'} @click=${(event: Event) => { acts.wish(topic, wish === wanted ? 'none' : wanted, event) }}>${label}<span class="unseen"> ${topic}</span></button>`
  return html`<li data-topic=${topic}>
    <span class="what"><strong>${theirs(capital(topic))}</strong><span class="strength"><meter min="0" max="1" value=${strength} aria-label=${fill(text.strength, { topic })}></meter><span class="muted small">${percent(Math.round(strength * 100) / 100)}</span></span></span>
    <span class="row">${toggle('boost', text.boost)}${toggle('mute', text.mute)}
      ${events === 0 ? nothing : html`<button type="button" class="quiet" @click=${(event: Event) => { acts.forget({ topic }, event) }}>${text.forgetTopic}<span class="unseen"> ${topic}</span></button>`}</span>
  </li>`
}

/** What the visitor hid, with the way back. */
export function hidden({ profile }: Surroundings, acts: CentreActs, { text, theirs }: Speech): TemplateResult {
  const items = profile?.hidden ?? []
  return part('hidden', text.hidden, undefined, items.length === 0 ? html`<p>${text.noHidden}</p>` : html`<ul class="list">${items.map(({ id, title }) => html`
    <li data-item=${id}><span class="what"><strong>${theirs(title)}</strong></span><button type="button" class="quiet" @click=${(event: Event) => { acts.unhide(id, event) }}>${text.undo}<span class="unseen"> ${title}</span></button></li>`)}</ul>`)
}
