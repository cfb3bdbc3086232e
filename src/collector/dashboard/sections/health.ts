import { html, nothing, type TemplateResult } from 'lit'
import { EPOCH_MS } from '../../../core/time.js'
import type { ReadyPage } from '../page.js'
import { count } from '../words.js'
import { section } from './section.js'

/** What each answer to a report means, in the order in which it is read. */
const ANSWERS: Readonly<Record<string, string>> = {
  201: 'counted',
  200: 'known already',
  400: 'no report',
  404: 'unknown question',
  409: 'week closed, or id used twice',
  413: 'too long',
  415: 'wrong type',
  429: 'too many at once',
  503: 'store did not answer',
}

/** How the collector fares: what came in since it began, and how far the week is. */
export function health({ overview, stale }: ReadyPage, now: number): TemplateResult {
  const gone = Math.min(1, Math.max(0, (now - overview.epoch * EPOCH_MS) / EPOCH_MS))
  const left = Math.ceil((1 - gone) * 7)
  const total = Object.values(overview.answered).reduce((sum, each) => sum + each, 0)
  const known = Object.entries(ANSWERS).filter(([status]) => (overview.answered[status] ?? 0) > 0)
  return section('health', 'The collector', stale === undefined ? 'It answers, and so does its store. It keeps no address, no browser name and no time of arrival; report ids are deleted once their week is closed.' : html`<strong role="alert">${stale} What stands here is from the last time it did.</strong>`, html`
    <div class="card">
      <p class="progress"><label for="week">This week</label> <progress id="week" max="1" value=${gone}></progress> <span>${left <= 1 ? 'its last day' : `${left} days left`}</span></p>
      ${total === 0 ? html`<p class="aside">No report has come in since this process began.</p>` : html`<dl class="tally">${known.map(([status, meaning]) => html`<div><dt>${meaning}</dt><dd>${count(overview.answered[status] ?? 0)}</dd></div>`)}</dl>`}
      ${total === 0 ? nothing : html`<p class="aside">Reports since this process began, to every question and for every week, by what was answered to them. Above stand those counted for one question in one week.</p>`}
    </div>`)
}
