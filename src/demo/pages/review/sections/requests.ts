import { html, type TemplateResult } from 'lit/html.js'
import { madeRequests, type MadeRequest } from '../requests.js'
import { nothingHere, section } from './section.js'

/** The two kinds of request, and those that this page has made, as the browser noted them. */
export function requests(): TemplateResult {
  const made = madeRequests()
  const list = (kind: MadeRequest['kind'], none: string): TemplateResult => {
    const of = made.filter((request) => request.kind === kind)
    return of.length === 0 ? nothingHere(none) : html`<ul class="requests">${of.map(({ url }) => html`<li><code>${kind === 'get' ? 'GET' : url.endsWith('/v1/reports') ? 'POST' : 'PUT'} ${url}</code></li>`)}</ul>`
  }
  return section('requests', 'The two kinds of request', 'Hearth itself makes two kinds of request and no other. Lint, a scan of the built files and a recording server in the tests check that. Listed is what your browser noted on this page since it was loaded.', html`
    <h3>It gets files that are the same for everyone</h3>
    <p>Its own code, which the browser checks against the hash in the tag (it is loaded as a page’s scripts are, with the cookies of its own site if there are any, and is not listed here). Then, without a cookie: its workers and models, checked against the hashes in that code and kept in Cache Storage; the site’s catalogue; what all readers together lend to a ranking; the published questions. No referrer, nothing of yours in an address.</p>
    ${list('get', 'None so far: before consent Hearth fetches nothing.')}
    <h3>It posts randomised answers</h3>
    <p>Only after the second choice: one report of fixed length, the bytes above, without cookie or referrer. It arrives from your IP address, like everything a browser sends; the collector does not keep that.</p>
    ${list('post', 'None on this page.')}`)
}
