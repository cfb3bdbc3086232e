import { html, nothing, type TemplateResult } from 'lit/html.js'
import type { Acts } from '../acts.js'
import type { Findings } from '../findings.js'
import { attention, capital, momentOf } from '../words.js'
import { nothingHere, refusalText, section } from './section.js'

/** Every stored record, newest first. */
export function records({ history, profile, quality }: Findings, acts: Acts): TemplateResult {
  return html`${section('records', 'Stored records', 'Everything that was recorded, newest first. On disk each record is ciphertext under a key that cannot be exported; this page reads them through the worker. Records go after 90 days.', recordTable(history, acts))}
    ${section('profile', 'Profile', 'What is concluded from those records. It is computed anew from them, and Hearth sends it nowhere.', beliefs(profile, quality))}`
}

function recordTable(history: Findings['history'], acts: Acts): TemplateResult {
  if (history.status !== 'ok') return nothingHere(refusalText(history))
  if (history.events.length === 0) return nothingHere('Nothing yet. Open a story on the magazine’s front page and come back.')
  return html`<p class="count">${history.events.length} ${history.events.length === 1 ? 'record' : 'records'}</p>
    <div class="scroll tall" tabindex="0" role="region" aria-label="Table of stored records"><table>
      <thead><tr><th scope="col">When</th><th scope="col">What</th><th scope="col">Item</th><th scope="col">More</th><th scope="col"><span class="unseen">Forget</span></th></tr></thead>
      <tbody>${history.events.map((event) => html`<tr data-event=${event.id}>
        <td><time datetime=${new Date(event.at).toISOString()}>${momentOf(event.at)}</time></td>
        <td>${event.kind}</td>
        <td>${event.item.title}${event.item.category === undefined ? nothing : html` <span class="kicker">${capital(event.item.category)}</span>`}
          <details><summary>The whole record</summary><pre>${JSON.stringify(event, null, 2)}</pre></details></td>
        <td>${event.dwellMs === undefined ? nothing : attention(event.dwellMs)}${event.slot === undefined ? nothing : html` in “${event.slot}”`}</td>
        <td><button type="button" class="quiet" @click=${() => { acts.forgetEvent(event.id) }}>Forget<span class="unseen"> the ${event.kind} of “${event.item.title}”</span></button></td>
      </tr>`)}</tbody>
    </table></div>`
}

function beliefs(profile: Findings['profile'], quality: Findings['quality']): TemplateResult {
  if (profile.status !== 'ok') return nothingHere(refusalText(profile))
  return html`
    ${profile.topics.length === 0 ? nothingHere('No topic is believed about you.') : html`<ul class="meters">${profile.topics.map(({ topic, strength, events }) => html`
      <li><span>${capital(topic)}</span><meter min="0" max="1" value=${strength} aria-label=${`Strength of ${topic}`}></meter><span class="figure">${Math.round(strength * 100)} % · ${events} ${events === 1 ? 'record' : 'records'}</span></li>`)}</ul>`}
    <p>${profile.hidden.length === 0 ? 'Nothing is hidden.' : html`Hidden: ${profile.hidden.map(({ title }) => title).join(', ')}.`}</p>
    ${quality.status === 'ok' ? html`<details><summary>What the engine says about its own work</summary><pre>${JSON.stringify(quality, null, 2)}</pre></details>` : nothing}`
}
