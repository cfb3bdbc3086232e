import { html, nothing, type TemplateResult } from 'lit'
import type { Actions, Page, ReadyPage } from './page.js'
import { baseline } from './sections/baseline.js'
import { comparison } from './sections/comparison.js'
import { estimates } from './sections/estimates.js'
import { health } from './sections/health.js'
import { trust } from './sections/trust.js'
import { weeks } from './sections/weeks.js'
import { count, pointsOf, weekOf } from './words.js'

/** The whole page. `width` is the room that a chart has; `now` tells how far the week is. */
export function view(page: Page, actions: Actions, width: number, now: number): TemplateResult {
  return html`
    <header>
      <p class="eyebrow">Hearth collector</p>
      <h1>${page.status === 'ready' ? page.task.question : 'What readers answered'}</h1>
      <p class="lede">Each browser made its answer deniable before it left. What follows is estimated from many such answers; no single one says what its reader did.</p>
    </header>
    ${page.status === 'loading' ? html`<p class="notice" role="status">Loading the results…</p>` : nothing}
    ${page.status === 'failed' ? html`<p class="notice" role="alert">${page.why} The page tries again by itself.</p>` : nothing}
    ${page.status === 'needs-token' ? tokenForm(page.refused, actions) : nothing}
    ${page.status === 'ready' ? results(page, actions, width, now) : nothing}
  `
}

function tokenForm(refused: boolean, { enter }: Actions): TemplateResult {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    if (!(event.currentTarget instanceof HTMLFormElement)) return
    const token = new FormData(event.currentTarget).get('token')
    if (typeof token === 'string' && token !== '') enter(token.trim())
  }
  return html`<div class="notice">
    <p role=${refused ? 'alert' : nothing} id="token-help">${refused ? 'This token was not accepted.' : 'The results need the token the collector was started with. It is on the terminal where it was started.'}</p>
    <form @submit=${submit}>
      <label>Token <input name="token" type="password" autocomplete="current-password" required aria-describedby="token-help" aria-invalid=${refused ? 'true' : nothing}></label>
      <button type="submit">Show the results</button>
    </form>
  </div>`
}

function results(page: ReadyPage, actions: Actions, width: number, now: number): TemplateResult {
  return html`
    ${controls(page, actions)}
    ${facts(page)}
    ${comparison(page, width)}
    ${estimates(page, width)}
    ${weeks(page, width)}
    ${baseline(page, actions, width)}
    ${trust(page)}
    ${health(page, now)}
  `
}

function controls({ overview, task, results: { epoch: shown } }: ReadyPage, { choose }: Actions): TemplateResult {
  const all = [...new Set([overview.epoch, ...task.epochs.map(({ epoch }) => epoch)])].sort((a, b) => b - a)
  const chosen = (event: Event): string => (event.currentTarget instanceof HTMLSelectElement ? event.currentTarget.value : '')
  return html`<div class="controls">
    ${overview.tasks.length < 2 ? nothing : html`<label>Question <select @change=${(event: Event) => choose({ hash: chosen(event) })}>${overview.tasks.map(({ hash, question }) => html`<option value=${hash} ?selected=${hash === task.hash}>${question}</option>`)}</select></label>`}
    <label>Week <select @change=${(event: Event) => choose({ epoch: Number(chosen(event)) })}>${all.map((epoch) => html`<option value=${epoch} ?selected=${epoch === shown}>${weekOf(epoch)}${epoch === overview.epoch ? ' (so far)' : ''}</option>`)}</select></label>
  </div>`
}

function facts({ task, results: { n, epsilon, influence } }: ReadyPage): TemplateResult {
  const [one] = influence
  return html`<dl class="facts" aria-live="polite">
    <div><dt>Reports</dt><dd>${count(n)}</dd></div>
    <div><dt>ε a report</dt><dd>${epsilon}</dd></div>
    <div><dt>Added up by</dt><dd>${task.mode === 'dap' ? 'two aggregators' : 'this collector'}</dd></div>
    ${one === undefined ? nothing : html`<div><dt>One forged report moves</dt><dd>${one.share === null ? '–' : pointsOf(one.share)}</dd></div>`}
  </dl>`
}
