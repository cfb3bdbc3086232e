import { html, nothing, type TemplateResult } from 'lit/html.js'
import { leastSuspicion, mostSuspicion, percent } from '../../../../core/privacy/odds.js'
import type { Findings } from '../findings.js'
import { suspicionChart } from '../pictures.js'
import { epsilonOf, weekOf } from '../words.js'
import { nothingHere, refusalText, section } from './section.js'

/** What was spent of the privacy budget, in ε and in odds. */
export function ledger({ ledger: answer }: Findings, width: number): TemplateResult {
  const lead = 'Each answer costs a little privacy, counted in ε. In odds: what someone already suspected about you with 50 % can become at most this likely to them.'
  if (answer.status !== 'ok') return section('ledger', 'Ledger', lead, nothingHere(refusalText(answer)))
  const { entries, spent, caps, notBefore } = answer
  const rows = [
    { what: 'this week', spent: spent.epoch, cap: caps.epoch },
    { what: 'the last 12 months', spent: spent.year, cap: caps.year },
    { what: 'the life of this browser’s storage', spent: spent.lifetime, cap: undefined },
  ]
  return section('ledger', 'Ledger', lead, html`
    <div class="scroll" tabindex="0" role="region" aria-label="Table of the ledger"><table>
      <thead><tr><th scope="col">Over</th><th scope="col">ε spent</th><th scope="col">A 50 % suspicion is now at most</th><th scope="col">ε at most</th><th scope="col">It could become</th></tr></thead>
      <tbody>${rows.map((row) => html`<tr><th scope="row">${row.what}</th><td>${epsilonOf(row.spent)}</td><td>${percent(mostSuspicion(row.spent))}</td><td>${row.cap === undefined ? '' : epsilonOf(row.cap)}</td><td>${row.cap === undefined ? nothing : percent(mostSuspicion(row.cap))}</td></tr>`)}</tbody>
    </table></div>
    ${notBefore === undefined ? nothing : html`<p>A withdrawal deleted what this ledger held before. So that it makes no room for more answers, nothing is answered before ${notBefore}.</p>`}
    ${entries.length === 0 ? nothingHere(noDebits(spent.lifetime, notBefore !== undefined)) : html`<h3>Debits</h3><ul class="debits">${entries.map(({ task, epoch, microEpsilon }) => html`<li><code>${task}</code> in the week ${weekOf(epoch)}: ε ${epsilonOf(microEpsilon)}, odds at most × ${Math.exp(microEpsilon / 1e6).toFixed(2)}</li>`)}</ul>`}
    <h3>How much one report can reveal</h3>
    <p>Across: how likely someone held anything about you to be. Up: how likely they can hold it after your report. On the dotted line nothing was learned; one report stays inside the shaded band, so 50 % stays between ${percent(leastSuspicion(caps.report))} and ${percent(mostSuspicion(caps.report))}. The thin lines are what a week and twelve months may add up to, at the very most: tastes are stable, so the year is the honest unit.</p>
    <figure>${suspicionChart([{ label: 'One report', micro: caps.report }, { label: 'One week', micro: caps.epoch }, { label: 'Twelve months', micro: caps.year }], width)}
      <figcaption><span class="key ember"></span> one report, ε ${epsilonOf(caps.report)} <span class="key ink"></span> a week, ε ${epsilonOf(caps.epoch)} <span class="key muted"></span> twelve months, ε ${epsilonOf(caps.year)}</figcaption></figure>`)
}

/** Why no debit is listed. */
function noDebits(lifetime: number, withdrawn: boolean): string {
  if (lifetime > 0) return 'Which answers were paid for was forgotten; what they cost stays, as totals by month.'
  return withdrawn ? 'Nothing has been paid for since.' : 'No answer has been paid for.'
}
