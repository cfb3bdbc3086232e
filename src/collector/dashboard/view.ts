import { html, nothing, type TemplateResult } from 'lit'
import type { Overview, Results } from './results-client.js'
import { count, pointsOf, share, weekOf } from './words.js'

/** Everything the page shows, in one value. */
export type Page =
  | { readonly status: 'loading' }
  | { readonly status: 'needs-token'; readonly refused: boolean }
  | { readonly status: 'failed'; readonly why: string }
  | { readonly status: 'ready'; readonly overview: Overview; readonly task: Overview['tasks'][number]; readonly results: Results; readonly epochs: readonly Results[] }

export interface Actions {
  enter(token: string): void
  choose(choice: { readonly hash?: string; readonly epoch?: number }): void
}

/** Charts by name; made by the caller, who knows the width. */
export type Charts = Readonly<Record<'cells' | 'epochs' | 'arms', Element | undefined>>

export function view(page: Page, charts: Charts, actions: Actions): TemplateResult {
  return html`
    <header>
      <p class="eyebrow">Hearth collector</p>
      <h1>${page.status === 'ready' ? page.task.question : 'What readers answered'}</h1>
      <p class="lede">Each browser randomised its answer before it left. What follows is estimated from many such answers; no single one says what its reader did.</p>
    </header>
    ${page.status === 'loading' ? html`<p class="notice" role="status">Loading the results…</p>` : nothing}
    ${page.status === 'failed' ? html`<p class="notice" role="alert">${page.why} The page tries again by itself.</p>` : nothing}
    ${page.status === 'needs-token' ? tokenForm(page.refused, actions) : nothing}
    ${page.status === 'ready' ? results(page, charts, actions) : nothing}
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
    <p role=${refused ? 'alert' : nothing}>${refused ? 'This token was not accepted.' : 'The results need the token the collector was started with. It is on the terminal where it was started.'}</p>
    <form @submit=${submit}>
      <label>Token <input name="token" type="password" autocomplete="current-password" required></label>
      <button type="submit">Show the results</button>
    </form>
  </div>`
}

function results(page: Extract<Page, { status: 'ready' }>, charts: Charts, { choose }: Actions): TemplateResult {
  const { overview, task, results } = page
  const weeks = [...new Set([overview.epoch, ...task.epochs.map(({ epoch }) => epoch)])].sort((a, b) => b - a)
  const chosen = (event: Event): string => (event.currentTarget instanceof HTMLSelectElement ? event.currentTarget.value : '')
  return html`
    <div class="controls">
      ${overview.tasks.length < 2 ? nothing : html`<label>Question <select @change=${(event: Event) => choose({ hash: chosen(event) })}>${overview.tasks.map(({ hash, question }) => html`<option value=${hash} ?selected=${hash === task.hash}>${question}</option>`)}</select></label>`}
      <label>Week <select @change=${(event: Event) => choose({ epoch: Number(chosen(event)) })}>${weeks.map((epoch) => html`<option value=${epoch} ?selected=${epoch === results.epoch}>${weekOf(epoch)}${epoch === overview.epoch ? ' (so far)' : ''}</option>`)}</select></label>
    </div>
    <dl class="facts" aria-live="polite">
      <div><dt>Reports</dt><dd>${count(results.n)}</dd></div>
      <div><dt>ε a report</dt><dd>${results.epsilon}</dd></div>
      ${results.influence.slice(0, 2).map(({ forged, share: moved }) => html`<div><dt>${forged === 1 ? 'One forged report moves' : `${forged} forged reports move`}</dt><dd>${moved === null ? '–' : pointsOf(moved)}</dd></div>`)}
    </dl>
    ${results.n === 0
      ? html`<p class="notice">No reports in this week yet. Estimates appear here as soon as browsers answer.</p>`
      : html`<section aria-labelledby="cells">
          <h2 id="cells">Estimates</h2>
          <p>The dot is the estimate, the bar its 95 % interval. Grey cannot be told from zero with this many reports: it may be a small share, or none.</p>
          <div class="card chart">${charts.cells}</div>
          ${table(results)}
        </section>`}
    ${charts.arms === undefined ? nothing : html`<section aria-labelledby="arms"><h2 id="arms">By arm</h2><p>The arm is a coin that each browser tossed, sent in clear; the outcome beside it is randomised.</p><div class="card chart">${charts.arms}</div></section>`}
    ${charts.epochs === undefined ? nothing : html`<section aria-labelledby="epochs"><h2 id="epochs">Over the weeks</h2><p>The six largest shares of the latest week, with their intervals.</p><div class="card chart">${charts.epochs}</div></section>`}
    <section><p>Question ${task.id}, hash ${task.hash}. The collector keeps no address, no browser name and no time of arrival; report ids are deleted once their week is closed.</p></section>
  `
}

function table({ cells }: Results): TemplateResult {
  return html`<details>
    <summary>The same as a table</summary>
    <div class="scroll card"><table>
      <thead><tr><th scope="col">Answer</th><th scope="col">Estimate</th><th scope="col">Low</th><th scope="col">High</th></tr></thead>
      <tbody>${[...cells].sort((a, b) => b.estimate - a.estimate).map(({ label, estimate, low, high, suppressed }) => html`<tr class=${suppressed ? 'grey' : ''}><th scope="row">${label}</th><td>${share(estimate)}</td><td>${share(low)}</td><td>${share(high)}</td></tr>`)}</tbody>
    </table></div>
  </details>`
}
