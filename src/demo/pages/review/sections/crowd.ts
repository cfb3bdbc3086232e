import { html, type TemplateResult } from 'lit/html.js'
import { section } from './section.js'

/** One browser's answer says nothing about the many: the demo's server can let a crowd answer beside it. */
export function crowd(): TemplateResult {
  const lead = 'One randomised answer tells the collector next to nothing, and that is the point. To see what thousands tell it, let this demo’s server run a crowd of browsers on the same code as yours: histories, ledger, mechanism and courier. They are invented; you are not among them.'
  return section('crowd', 'What many answers say', lead, html`
    <form class="presses" method="post" action="/simulate"><input type="hidden" name="browsers" value="3000"><button type="submit">Let 3,000 invented browsers answer</button></form>
    <p class="small">It takes up to a minute and then shows the collector’s dashboard.</p>`)
}
