import { html, nothing, type TemplateResult } from 'lit/html.js'
import type { ReleaseRecord } from '../../../../client/hearth.js'
import type { Task } from '../../../../core/privacy/task.js'
import type { Acts } from '../acts.js'
import { anatomy, anatomyOverDap, labelsIn } from '../anatomy.js'
import type { Findings } from '../findings.js'
import { beforeAndAfter } from '../pictures.js'
import { epsilonOf, weekOf } from '../words.js'
import { nothingHere, section } from './section.js'

/** Every report, byte by byte, with what it says and what it leaves open. */
export function releases({ releases: reports, tasks, consent, said }: Findings, acts: Acts, width: number): TemplateResult {
  const allowed = consent.status === 'ok' && consent.aggregates === 'granted'
  const lead = 'The only bytes about you that Hearth ever sends, exactly as they leave. Each was drawn by a mechanism that would have drawn the same bytes from other answers too, or, where the question says so, cut in two for two parties.'
  return section('releases', 'Releases, byte by byte', lead, html`
    <p class="presses"><button type="button" ?disabled=${!allowed} @click=${acts.contribute}>Contribute one answer now</button>
      ${allowed ? nothing : html`<span class="small">The second choice, under Consent, is not made: nothing is answered.</span>`}</p>
    <p class="said" role="status">${said ?? nothing}</p>
    ${reports.length === 0 ? nothingHere('No report is kept in this browser.') : reports.map((report) => one(report, tasks, width))}`)
}

function one(report: ReleaseRecord, tasks: readonly Task[], width: number): TemplateResult {
  const task = tasks.find(({ id }) => id === report.task)
  return html`<article class="release" aria-label=${`Report ${report.reportId.slice(0, 8)}`}>
    <h3>${report.task}, week ${weekOf(report.epoch)}</h3>
    <p class="small">${report.bytes.length} bytes · ε ${epsilonOf(report.microEpsilon)} · ${report.state}${report.outcome === undefined ? nothing : html` (${report.outcome})`} · ${report.attempts} ${report.attempts === 1 ? 'attempt' : 'attempts'}</p>
    ${dissect(report.bytes, task, width)}
  </article>`
}

const ONE_IN = new Intl.NumberFormat(document.documentElement.lang, { maximumSignificantDigits: 3 })

/** Number of subsets of that size. */
function choose(from: number, size: number): number {
  return size === 0 ? 1 : (choose(from - 1, size - 1) * from) / size
}

/** The bytes with their meaning, and how likely each answer is after them. */
export function dissect(bytes: Uint8Array, task: Task | undefined, width: number): TemplateResult {
  const named = labelsIn(bytes, task)
  const fields = task?.dap === undefined ? anatomy(bytes, task) : anatomyOverDap(bytes)
  return html`<dl class="bytes">${fields.map((field) => html`<div><dt>${field.name}<span class="small"> byte${field.size === 1 ? '' : 's'} ${field.from}${field.size === 1 ? '' : `–${String(field.from + field.size - 1)}`}</span></dt><dd><code>${field.bytes.join(' ')}</code><span>${field.meaning}</span></dd></div>`)}</dl>
    ${task?.dap === undefined ? nothing : html`<p>The answer itself is exact and was cut in two. ε ${epsilonOf(task.epsilon)} holds if one of the two aggregators is honest: each puts noise on every sum before anyone sees it${task.dap.collusion === undefined ? '' : `. If both worked together, ε ${epsilonOf(task.dap.collusion.epsilon)} would still hold: the answer was randomised before it was cut`}.</p>`}
    ${task === undefined || named === undefined ? nothing : html`<p>${otherAnswers(task, named)}</p>
      <figure>${beforeAndAfter(task, named, width)}<figcaption>Bar: how likely each answer is to one who has seen the report, and thought all alike before it. Tick: how likely each was to them before.</figcaption></figure>`}`
}

function otherAnswers(task: Task, named: readonly string[]): TemplateResult {
  const { a, b, d, w, m } = task.mechanism
  // The chance of one subset that names the truth is a·w/(M·C(d − 1, w − 1)), of one that does not the same with b.
  const oneIn = (weight: number): string => ONE_IN.format((m * choose(d - 1, w - 1)) / (weight * w))
  return html`It names ${named.length} answers: <strong>${named.join(', ')}</strong>. Whichever of them was true, these very bytes were drawn with the same chance, one in ${oneIn(a)}; from each of the other ${d - named.length}, one in ${oneIn(b)}. That is ${a} to ${b}, and no other report could tell more. Nothing in it says which answer was true.`
}
