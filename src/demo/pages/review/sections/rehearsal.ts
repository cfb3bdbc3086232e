import { html, nothing, type TemplateResult } from 'lit/html.js'
import type { Acts } from '../acts.js'
import { labelsIn } from '../anatomy.js'
import type { Findings } from '../findings.js'
import type { Rehearsal } from '../rehearsal.js'
import { dissect } from './releases.js'
import { nothingHere, section } from './section.js'

/** Whether the supposed answer is in the drawn report, beside how often it is. */
function among({ task, truth, bytes }: Rehearsal): string {
  const { a, w, m } = task.mechanism
  const named = labelsIn(bytes, task)?.includes(task.buckets[truth] ?? '') === true
  return `Of a hundred reports ${Math.round((100 * a * w) / m)} name the true answer. This one ${named ? 'does' : 'does not'}.`
}

/** What would leave for any answer, drawn by the real code as often as one likes. */
export function rehearsal({ tasks, consent }: Findings, shown: Rehearsal | undefined, truth: number | undefined, acts: Acts, width: number): TemplateResult {
  const lead = 'What would leave? The same code draws a report for any answer you suppose. It is sent nowhere and charged to nobody; draw again and see how little the bytes follow the truth.'
  const task = shown?.task ?? tasks.find(({ dap }) => dap === undefined)
  if (task === undefined) return section('rehearsal', 'Before anything leaves', lead, nothingHere(consent.status === 'ok' && consent.personalization === 'granted' ? 'The published questions could not be had: the collector does not answer.' : 'The published questions are fetched once you allow Hearth anything; before that it fetches nothing.'))
  const chosen = shown?.truth ?? truth ?? 0
  const draw = (event: Event): void => {
    const form = event.currentTarget
    event.preventDefault()
    if (form instanceof HTMLFormElement) acts.rehearse(task.id, Number(new FormData(form).get('truth')))
  }
  return section('rehearsal', 'Before anything leaves', lead, html`
    <blockquote><p>${task.question}</p>${typeof task.definition['text'] === 'string' ? html`<p class="small">${task.definition['text']}</p>` : nothing}</blockquote>
    ${truth === undefined ? nothing : html`<p>Your true answer this week is <strong>${task.buckets[truth]}</strong>. It stays here.</p>`}
    <form class="presses" @submit=${draw}>
      <label>Suppose the answer is <select name="truth">${task.buckets.map((label, index) => html`<option value=${index} ?selected=${index === chosen}>${label}</option>`)}</select></label>
      <button type="submit">${shown === undefined ? 'Draw a report' : 'Draw another'}</button>
    </form>
    ${shown === undefined ? nothing : html`<p>${among(shown)}</p><article class="release" aria-label="A rehearsal">${dissect(shown.bytes, task, width)}</article>`}`)
}
