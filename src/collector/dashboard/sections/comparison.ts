import { html, nothing, type TemplateResult } from 'lit'
import { pooled } from '../../../core/measurement/pooled.js'
import { armsChart } from '../charts/arms-chart.js'
import { differenceChart } from '../charts/difference-chart.js'
import { weeksChart } from '../charts/weeks-chart.js'
import type { ReadyPage } from '../page.js'
import type { Difference, Measured, Results } from '../results-client.js'
import { count, measureName, share, signed, weekOf, type Unit } from '../words.js'
import { card, section } from './section.js'

/** Whether the personalised order does better: by wins and losses in one list, or by arms. */
export function comparison({ task, results, epochs }: ReadyPage, width: number): TemplateResult | typeof nothing {
  if (task.kind === 'preference') return preference(results, epochs, width)
  if (results.measures.length > 0) return byArm(results, epochs, width)
  if (task.kind !== 'outcome' || results.n === 0) return nothing
  return section('arms', 'By arm', 'Each browser tossed a coin for its arm; nothing it did has a part in that.', html`<p class="notice">One arm has no reports yet, or too few to be told from none.</p>`)
}

function preference({ comparison: seen, cells, epoch }: Results, epochs: readonly Results[], width: number): TemplateResult | typeof nothing {
  if (seen === undefined) return nothing
  const rows = cells.slice(0, 2).map(({ label, estimate, low, high }) => ({ name: label, estimate, low, high })).reverse()
  return section('comparison', 'Which order is preferred', 'Two orders in one list, drafted in turn: browsers say which one drew more clicks this week. Ties say nothing.', html`
    ${card(armsChart(rows, 'share', width, `Wins and losses, ${weekOf(epoch)}`), ...differenceOf(seen, 'share', 'Wins less losses', width))}
    <p class="verdict">${verdict(seen, 'share', 'Wins less losses')}</p>
    ${overWeeks(epochs, (one) => one.comparison, 'share', 'Wins less losses', width)}`)
}

function byArm({ measures, epoch, arms, cells }: Results, epochs: readonly Results[], width: number): TemplateResult {
  return section('arms', 'By arm', 'Each browser tossed a coin for its arm; nothing it did has a part in that. What it answered beside the arm is randomised, or added up by two aggregators.', html`${measures.map((measured) => {
    const name = differenceName(measured)
    return html`
    <h3>${measureName(measured.measure)}</h3>
    ${card(armsChart(measured.arms.map(({ arm, estimate, low, high }) => ({ name: arm, estimate, low, high })), measured.unit, width, `${measureName(measured.measure)} by arm, ${weekOf(epoch)}`), ...differenceOf(measured.difference, measured.unit, name, width))}
    <p class="verdict">${verdict(measured.difference, measured.unit, name)} ${measured.arms.map(({ arm, n }) => `${arm}: ${count(n)} browsers`).join(', ')}.</p>
    ${overWeeks(epochs, ({ measures: each }) => each.find(({ measure }) => measure === measured.measure)?.difference, measured.unit, name, width)}`
  })}${arms === undefined || cells.length < 3 ? nothing : everyAnswer(arms)}`)
}

/** Each bucket by arm: what the means above are made of. */
function everyAnswer(arms: NonNullable<Results['arms']>): TemplateResult {
  return html`<details>
    <summary>Every answer by arm</summary>
    <div class="scroll card" tabindex="0" role="region" aria-label="Every answer by arm, as a table"><table>
      <thead><tr><th scope="col">Answer</th>${arms.map(({ arm }) => html`<th scope="col">${arm}</th><th scope="col">95 %</th>`)}</tr></thead>
      <tbody>${(arms[0]?.cells ?? []).map(({ label }, bucket) => html`<tr><th scope="row">${label}</th>${arms.map(({ cells }) => {
        const cell = cells[bucket]
        return cell === undefined ? html`<td>–</td><td>–</td>` : html`<td class=${cell.suppressed ? 'grey' : ''}>${share(cell.estimate)}</td><td class=${cell.suppressed ? 'grey' : ''}>${share(cell.low)} to ${share(cell.high)}</td>`
      })}</tr>`)}</tbody>
    </table></div>
  </details>`
}

function differenceName({ arms }: Measured): string {
  const [first = 'first', second = 'second'] = arms.map(({ arm }) => arm)
  return `${second.charAt(0).toUpperCase()}${second.slice(1)} less ${first}`
}

function differenceOf(seen: Difference, unit: Unit, name: string, width: number): readonly Element[] {
  return [differenceChart(seen, unit, width, `${name}: ${signed(seen.difference, unit)}, between ${signed(seen.low, unit)} and ${signed(seen.high, unit)}`)]
}

/** What the interval allows to be said, and no more. */
function verdict({ difference: by, low, high, always, detectable }: Difference, unit: Unit, name: string): string {
  const between = `between ${signed(low, unit)} and ${signed(high, unit)}`
  if (low <= 0 && high >= 0) return `${name}: not told from zero. Anything ${between} fits; a difference of ${signed(detectable, unit)} would have been found four times in five.`
  const early = always.low > 0 || always.high < 0 ? 'It also stands at every look along the way.' : 'Looked at before the end it does not stand yet: the thin line still holds zero.'
  return `${name}: ${signed(by, unit)}, ${between}. ${early}`
}

function overWeeks(epochs: readonly Results[], of: (results: Results) => Difference | undefined, unit: Unit, name: string, width: number): TemplateResult | typeof nothing {
  const weeks = epochs.flatMap((one) => {
    const seen = of(one)
    return seen === undefined ? [] : [{ epoch: one.epoch, n: one.n, estimate: seen.difference, low: seen.low, high: seen.high }]
  })
  const together = pooled(weeks)
  const [first, last] = [weeks[0], weeks.at(-1)]
  if (weeks.length < 2 || together === undefined || first === undefined || last === undefined) return nothing
  const said = `${name} over ${weeks.length} weeks: ${signed(together.estimate, unit)}, between ${signed(together.low, unit)} and ${signed(together.high, unit)}`
  return html`
    ${card(weeksChart(weeks, { unit, difference: true, bands: [{ ...together, from: first.epoch, to: last.epoch }] }, width, said))}
    <p class="verdict">${said}${together.low <= 0 && together.high >= 0 ? '; not told from zero' : ''}. Counted are browsers and weeks, not people.</p>`
}
