import { render } from 'lit'
import { fetchOverview, fetchResults, type Fetched, type Results } from './results-client.js'
import { forgetToken, presentToken, rememberToken } from './token.js'
import type { Choice, Page } from './page.js'
import { view } from './view.js'

/** Milliseconds between two looks at the collector, while the page is seen. */
const EVERY_MS = 5_000
/** Epochs in the charts over time: a year. */
const EPOCHS = 52

const root = document.querySelector('#dashboard')
let token = presentToken()
let choice: Choice = {}
let page: Page = token === undefined ? { status: 'needs-token', refused: false } : { status: 'loading' }

async function load(): Promise<Page> {
  if (token === undefined) return { status: 'needs-token', refused: false }
  const overview = await fetchOverview(token)
  if (overview.status === 'needs-token') {
    forgetToken()
    token = undefined
    return { status: 'needs-token', refused: true }
  }
  if (overview.status === 'failed') return overview
  const task = overview.value.tasks.find(({ hash }) => hash === choice.hash) ?? overview.value.tasks[0]
  if (task === undefined) return { status: 'failed', why: 'The collector publishes no question.' }
  const answered = task.epochs.map((each) => each.epoch).sort((a, b) => b - a).slice(0, EPOCHS).reverse()
  const epoch = choice.epoch ?? answered.at(-1) ?? overview.value.epoch
  const known = token
  const reports = new Map(task.epochs.map((each) => [each.epoch, each.n]))
  const fetched = await Promise.all([...new Set([...answered, epoch])].map((each) => resultsOnce(known, task.hash, each, reports.get(each) ?? 0)))
  const all: Results[] = fetched.flatMap((each) => (each.status === 'ok' ? [each.value] : []))
  const results = all.find((each) => each.epoch === epoch)
  if (results === undefined) return { status: 'failed', why: 'The results could not be read.' }
  return { status: 'ready', overview: overview.value, task, results, epochs: all.filter((each) => answered.includes(each.epoch)), since: choice.since }
}

/** Results by question, week and number of reports: a week that got no report is not asked for again. */
const fetchedBefore = new Map<string, Promise<Fetched<Results>>>()

function resultsOnce(known: string, hash: string, epoch: number, n: number): Promise<Fetched<Results>> {
  const key = `${hash} ${epoch} ${n}`
  const before = fetchedBefore.get(key)
  if (before !== undefined) return before
  const fetched = fetchResults(known, hash, epoch)
  fetchedBefore.set(key, fetched)
  void fetched.then(({ status }) => {
    if (status !== 'ok') fetchedBefore.delete(key)
  })
  return fetched
}

function show(): void {
  if (!(root instanceof HTMLElement)) return
  const padding = 2 * parseFloat(getComputedStyle(root).paddingInlineStart) + 34
  const width = Math.max(240, root.clientWidth - padding)
  render(view(page, { enter, choose }, width, Date.now()), root)
}

function enter(given: string): void {
  token = given
  rememberToken(given)
  void refresh()
}

function choose(next: Choice): void {
  // Another question starts at its own latest week.
  choice = next.hash === undefined ? { ...choice, ...next } : { hash: next.hash }
  void refresh()
}

async function refresh(): Promise<void> {
  const loaded = await load()
  // What was shown stays while the collector is away, and the page says so.
  const next: Page = loaded.status === 'failed' && page.status === 'ready' ? { ...page, stale: loaded.why } : loaded
  if (JSON.stringify(next) === JSON.stringify(page)) return
  page = next
  show()
}

show()
void refresh()
setInterval(() => {
  if (document.visibilityState === 'visible' && page.status !== 'needs-token') void refresh()
}, EVERY_MS)
addEventListener('resize', show)
// The address with its token, opened over a page that asks for one, is no new page to the browser.
addEventListener('hashchange', () => {
  const given = presentToken()
  if (given !== undefined && given !== token) enter(given)
})
