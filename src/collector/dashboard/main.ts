import { render } from 'lit'
import { armChart } from './arm-chart.js'
import { epochChart } from './epoch-chart.js'
import { intervalChart } from './interval-chart.js'
import { fetchOverview, fetchResults, type Results } from './results-client.js'
import { forgetToken, presentToken, rememberToken } from './token.js'
import { view, type Charts, type Page } from './view.js'
import { weekOf } from './words.js'

/** Milliseconds between two looks at the collector, while the page is seen. */
const EVERY_MS = 5_000
/** Epochs in the chart over time. */
const EPOCHS = 12

const root = document.querySelector('#dashboard')
let token = presentToken()
let choice: { readonly hash?: string; readonly epoch?: number } = {}
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
  const epoch = choice.epoch ?? task.epochs[0]?.epoch ?? overview.value.epoch
  const answered = task.epochs.map((each) => each.epoch).sort((a, b) => b - a).slice(0, EPOCHS).reverse()
  const known = token
  const fetched = await Promise.all([...new Set([...answered, epoch])].map((each) => fetchResults(known, task.hash, each)))
  const all: Results[] = fetched.flatMap((each) => (each.status === 'ok' ? [each.value] : []))
  const results = all.find((each) => each.epoch === epoch)
  if (results === undefined) return { status: 'failed', why: 'The results could not be read.' }
  return { status: 'ready', overview: overview.value, task, results, epochs: all.filter((each) => answered.includes(each.epoch)) }
}

function charts(width: number): Charts {
  if (page.status !== 'ready' || page.results.n === 0) return { cells: undefined, epochs: undefined, arms: undefined }
  const { results, epochs, task } = page
  return {
    cells: intervalChart(results.cells, width, `${task.question} Estimates with 95 % intervals, ${weekOf(results.epoch)}`),
    epochs: epochs.length < 2 ? undefined : epochChart(epochs, width, `${task.question} Estimates over the weeks`),
    arms: results.arms === undefined ? undefined : armChart(results.arms, width, `${task.question} By arm`),
  }
}

function show(): void {
  if (!(root instanceof HTMLElement)) return
  const padding = 2 * parseFloat(getComputedStyle(root).paddingInlineStart) + 34
  const width = Math.max(260, root.clientWidth - padding)
  render(view(page, charts(width), { enter, choose }), root)
}

function enter(given: string): void {
  token = given
  rememberToken(given)
  void refresh()
}

function choose(next: typeof choice): void {
  // Another question starts at its own latest week.
  choice = next.hash === undefined ? { ...choice, ...next } : { hash: next.hash }
  void refresh()
}

async function refresh(): Promise<void> {
  const next = await load()
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
