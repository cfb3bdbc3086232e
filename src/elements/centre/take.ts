import { html, nothing, type TemplateResult } from 'lit/html.js'
import type { ErasureReport } from '../../client/hearth.js'
import type { CentreStrings } from '../strings/centre/en.js'
import { fill } from '../strings/fill.js'
import type { CentreActs, CentreMemory } from './acts.js'
import type { Surroundings } from './look-around.js'
import { part } from './part.js'
import type { Speech } from './speech.js'

/** Export, import, and forgetting everything, which is asked twice and looked at afterwards. */
export function take({ consent }: Surroundings, { confirming, erasure }: CentreMemory, acts: CentreActs, { text }: Speech): TemplateResult {
  const granted = consent?.personalization === 'granted'
  const picked = (event: Event): void => {
    const input = event.currentTarget
    if (!(input instanceof HTMLInputElement)) return
    const file = input.files?.[0]
    input.value = ''
    if (file !== undefined) acts.importData(file, event)
  }
  return part('take', text.take, undefined, html`
    ${granted ? html`<div class="row">
      <button type="button" @click=${acts.exportData}>${text.export}</button>
      <label class="file">${text.import}<input type="file" accept="application/json,.json" @change=${picked} /></label>
      ${confirming ? nothing : html`<button type="button" @click=${() => { acts.ask(true) }}>${text.forgetAll}</button>`}
    </div>
    ${confirming ? html`<div class="sure" role="group" aria-labelledby="sure"><p id="sure" tabindex="-1">${text.sure}</p>
      <div class="row"><button type="button" class="grave" @click=${acts.forgetEverything}>${text.confirm}</button><button type="button" @click=${() => { acts.ask(false) }}>${text.cancel}</button></div></div>` : nothing}` : nothing}
    <div role="status">${erasure === undefined ? nothing : verification(erasure, text)}</div>`)
}

/** What stays after forgetting, by the engine's code for it. */
const KEPT = new Map<string | undefined, readonly [keyof CentreStrings, keyof CentreStrings]>([
  ['choice', ['keptChoice', 'keptChoiceWhy']], ['budget', ['keptBudget', 'keptBudgetWhy']], ['files', ['keptFiles', 'keptFilesWhy']],
])

function verification({ status, found, kept }: ErasureReport, text: CentreStrings): TemplateResult {
  return html`<p class="standing">${status === 'erase-blocked' ? text.blocked : text.erased}</p>
    <p>${fill(text.looked, { found: found.length === 0 ? text.foundNothing : found.join(', ') })}</p>
    <h4>${text.stays}</h4><ul class="list">${kept.map((one) => {
      const [what, why] = KEPT.get(one.code)?.map((name) => text[name]) ?? [one.what, one.why]
      return html`<li><span class="what"><strong>${what}</strong><span class="muted small">${why}</span></span></li>`
    })}</ul>`
}
