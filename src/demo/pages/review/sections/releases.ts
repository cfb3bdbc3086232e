import { html, nothing, type TemplateResult } from 'lit/html.js'
import type { ReleaseRecord } from '../../../../client/hearth.js'
import type { Task } from '../../../../core/privacy/task.js'
import type { Acts } from '../acts.js'
import { anatomy, labelsIn } from '../anatomy.js'
import type { Findings } from '../findings.js'
import { beforeAndAfter } from '../pictures.js'
import { epsilonOf, weekOf } from '../words.js'
import { nothingHere, section } from './section.js'

/** Every report, byte by byte, with what it says and what it leaves open. */
export function releases({ releases: reports, tasks, consent, said }: Findings, acts: Acts, width: number): TemplateResult {
  const allowed = consent.status === 'ok' && consent.aggregates === 'granted'
  const lead = 'The only bytes about you that Hearth ever sends, exactly as they leave. Each was drawn by a mechanism that would have drawn the same bytes from other answers too.'
  return section('releases', 'Releases, byte by byte', lead, html`
    <p class="presses"><button type="button" ?disabled=${!allowed} @click=${acts.contribute}>Contribute one answer now</button>
      ${allowed ? nothing : html`<span class="small">The second choice, under Consent, is not made: nothing is answered.</span>`}</p>
    <p class="said" role="status">${said ?? nothing}</p>
    ${reports.length === 0 ? nothingHere('No report has been made in this browser.') : reports.map((report) => one(report, tasks, width))}`)
}

function one(report: ReleaseRecord, tasks: readonly Task[], width: number): TemplateResult {
  const task = tasks.find(({ id }) => id === report.task)
  return html`<article class="release" aria-label=${`Report ${report.reportId.slice(0, 8)}`}>
    <h3>${report.task}, week ${weekOf(report.epoch)}</h3>
    <p class="small">${report.bytes.length} bytes · ε ${epsilonOf(report.microEpsilon)} · ${report.state}${report.outcome === undefined ? nothing : html` (${report.outcome})`} · ${report.attempts} ${report.attempts === 1 ? 'attempt' : 'attempts'}</p>
    ${dissect(report.bytes, task, width)}
  </article>`
}

/** The bytes with their meaning, and how likely each answer is after them. */
export function dissect(bytes: Uint8Array, task: Task | undefined, width: number): TemplateResult {
  const named = labelsIn(bytes, task)
  return html`<dl class="bytes">${anatomy(bytes, task).map((field) => html`<div><dt>${field.name}<span class="small"> byte${field.bytes.length === 1 ? '' : 's'} ${field.from}${field.bytes.length === 1 ? '' : `–${String(field.from + field.bytes.length - 1)}`}</span></dt><dd><code>${field.bytes.join(' ')}</code><span>${field.meaning}</span></dd></div>`)}</dl>
    ${task === undefined || named === undefined ? nothing : html`<p>${otherAnswers(task, named)}</p>
      <figure>${beforeAndAfter(task, named, width)}<figcaption>Bar: how likely each answer is to one who has seen the report. Tick: how likely it was before.</figcaption></figure>`}`
}

function otherAnswers(task: Task, named: readonly string[]): TemplateResult {
  const { a, b, d } = task.mechanism
  return html`It names ${named.length} answers, and each of them was exactly as likely to draw these bytes: <strong>${named.join(', ')}</strong>. So was each of the other ${d - named.length}, only less often, in the proportion ${b} to ${a}. Nothing in the report tells which one was true.`
}
