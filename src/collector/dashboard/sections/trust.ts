import { html, nothing, type TemplateResult } from 'lit'
import type { ReadyPage } from '../page.js'
import { count, pointsOf } from '../words.js'
import { section } from './section.js'

/** What the figures cost those who answered, and what forgers could make of them. */
export function trust({ task, results, overview }: ReadyPage): TemplateResult {
  const { influence, epsilon, collusionEpsilon, n } = results
  const odds = Math.exp(epsilon) / (1 + Math.exp(epsilon))
  return section('trust', 'How far to trust this', task.mode === 'dap'
    ? html`Each browser cut its answer in two shares; two aggregators, run by two parties, added up one each and put noise of scale 2/ε on every sum. ε ${epsilon} holds if one of the two is honest${collusionEpsilon === undefined ? '; where they work together they see the answers' : html`; where they work together, ε ${collusionEpsilon}, because each answer was randomised before it was cut`}.`
    : html`Each browser randomised its answer before it left; nobody need be trusted for that, the collector least of all. At ε ${epsilon} a suspicion of 50 % about one browser becomes at most ${Math.round(odds * 100)} % by its answer.`, html`
    ${n === 0 ? nothing : html`<div class="card">
      <p class="aside">An honest browser has one vote. Forged reports could move an answer by at most</p>
      <dl class="tally">${influence.map(({ forged, share: moved }) => html`<div><dt>${forged === 1 ? '1 forged report' : `${count(forged)} forged reports`}</dt><dd>${moved === null ? '–' : moved >= 1 ? 'all of it' : pointsOf(moved)}</dd></div>`)}</dl>
    </div>`}
    <p class="aside">Question <code>${task.id}</code>, hash <code>${task.hash}</code>. Browsers start from <a href="v1/prior.json">prior.json</a>, SHA-256 <code>${overview.prior.sha256.slice(0, 16)}…</code>, the same file for everyone.</p>`)
}
