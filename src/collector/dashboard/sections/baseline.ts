import { html, nothing, type TemplateResult } from 'lit'
import { beforeAfter } from '../../../core/measurement/pooled.js'
import { weeksChart } from '../charts/weeks-chart.js'
import type { Actions, ReadyPage } from '../page.js'
import { firstDayOf, share, signed } from '../words.js'
import { card, section } from './section.js'

/** Before and after a week that the reader names: an outcome's share, all arms together. A picture, not evidence, and it says so. */
export function baseline({ task, epochs, since }: ReadyPage, { choose }: Actions, width: number): TemplateResult | typeof nothing {
  const answered = epochs.filter(({ n }) => n > 0)
  if (task.kind !== 'outcome' || answered.length < 2) return nothing
  // Amounts have many buckets; whether anything was bought is all but the last one.
  const amounts = (answered[0]?.cells.length ?? 0) > 2
  const label = amounts ? 'bought anything' : (answered[0]?.cells[0]?.label ?? '')
  const weeks = answered.flatMap(({ epoch, n, cells }) => {
    const cell = amounts ? cells.at(-1) : cells[0]
    if (cell === undefined) return []
    return [amounts ? { epoch, n, estimate: 1 - cell.estimate, low: 1 - cell.high, high: 1 - cell.low } : { epoch, n, estimate: cell.estimate, low: cell.low, high: cell.high }]
  })
  const seen = since === undefined ? undefined : beforeAfter(weeks, since)
  const [first, last] = [weeks[0], weeks.at(-1)]
  const bands = seen === undefined || since === undefined || first === undefined || last === undefined ? [] : [{ ...seen.before, from: first.epoch, to: since }, { ...seen.after, from: since, to: last.epoch + 1 }]
  return section('baseline', 'Before and after', html`<strong>This is no comparison.</strong> Seasons, campaigns, news and who happens to visit move a figure more than an order of stories does, and all of them change between before and after. Use it as a picture. What tells is the difference between arms of the same week, above.`, html`
    <div class="controls"><label>What changed began in the week of <select @change=${(event: Event) => { if (event.currentTarget instanceof HTMLSelectElement) choose({ since: Number(event.currentTarget.value) }) }}>
      <option value="" ?selected=${since === undefined} disabled>choose a week</option>
      ${answered.slice(1).map(({ epoch }) => html`<option value=${epoch} ?selected=${epoch === since}>${firstDayOf(epoch)}</option>`)}
    </select></label></div>
    ${card(weeksChart(weeks, { unit: 'share', difference: false, bands }, width, `“${label}” over the weeks, all arms together`))}
    ${seen === undefined ? nothing : html`<p class="verdict">“${label}”: ${share(seen.before.estimate)} before, ${share(seen.after.estimate)} after; ${signed(seen.difference.estimate, 'share')}, between ${signed(seen.difference.low, 'share')} and ${signed(seen.difference.high, 'share')}. What else changed in that time is not in this figure.</p>`}`)
}
