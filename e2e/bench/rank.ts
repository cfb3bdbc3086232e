import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from '@playwright/test'
import { root, scratch } from '../../src/build/paths.js'
import { buildCatalog } from '../../src/cli/build-catalog.js'
import { readCatalogLines } from '../../src/core/catalog/catalog-lines.js'
import { call, closePage, coldPage } from './bench-browser.js'
import { median, percentile, rounded, say, type Result } from './result.js'
import type { Site } from './site.js'

/** A catalog of so many items, by recombining the magazine's titles and summaries; static vectors, in the same space. */
export async function benchCatalog(site: Site, items: number): Promise<string> {
  const { items: stories } = readCatalogLines(readFileSync(join(root, 'src/demo/magazine/items.jsonl'), 'utf8'))
  const lines = Array.from({ length: items }, (_, i) => {
    const [one, other] = [stories[i % stories.length], stories[(i * 7 + Math.floor(i / stories.length)) % stories.length]]
    return JSON.stringify({ id: `item-${String(i)}`, title: `${one?.title ?? ''} ${i < stories.length ? '' : (other?.title ?? '')}`.trim(), text: one?.text, category: one?.category, tags: one?.tags })
  })
  const folder = join(scratch, `bench-catalog-${String(items)}`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'items.jsonl'), lines.join('\n'))
  await buildCatalog(join(folder, 'items.jsonl'), join(folder, 'catalog'), { model: 'static' })
  site.mount(`/catalog-${String(items)}/`, join(folder, 'catalog'))
  return `/catalog-${String(items)}/`
}

interface Clicks {
  readonly items: number
  readonly times: readonly number[]
  readonly records: readonly number[]
  readonly ranks: readonly number[]
}

/** What the page's own thread had to do meanwhile, in milliseconds: script alone, and all tasks. */
interface MainThread {
  readonly script: number
  readonly tasks: number
}

/** Clicks to new orders with the whole engine, on a new page, with a growing history: record, take in, rank. */
async function clicks(browser: Browser, site: Site, items: number, count: number): Promise<Clicks & { readonly mainThread: MainThread }> {
  const catalog = await benchCatalog(site, items)
  site.put(`/bench/tag-${String(items)}.html`, tagPage(`data-catalog="${catalog}"`))
  const page = await coldPage(browser, `${site.url}/bench/tag-${String(items)}.html`)
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const used = async (): Promise<MainThread> => {
    const { metrics } = await session.send('Performance.getMetrics')
    const of = (name: string): number => 1_000 * (metrics.find((metric) => metric.name === name)?.value ?? NaN)
    return { script: of('ScriptDuration'), tasks: of('TaskDuration') }
  }
  await call<Clicks>(page, 'clicks', { count: WARM_UP, limit: 20 })
  const before = await used()
  const seen = await call<Clicks>(page, 'clicks', { count, limit: 20 })
  const after = await used()
  await closePage(page)
  if (seen.items < items) throw new Error(`only ${String(seen.items)} of ${String(items)} items were ranked`)
  return { ...seen, mainThread: { script: (after.script - before.script) / count, tasks: (after.tasks - before.tasks) / count } }
}

/** A ranking while MiniLM embeds what the visitor may see, beside the same once it is done: the embedder is a worker of its own, and pauses for nobody. */
export async function rankMeanwhile(browser: Browser, site: Site, items: number): Promise<Result> {
  const catalog = await benchCatalog(site, items)
  site.put('/bench/tag-meanwhile.html', tagPage(`data-catalog="${catalog}"`))
  const page = await coldPage(browser, `${site.url}/bench/tag-meanwhile.html`)
  const { during, after, state } = await call<{ readonly during: readonly number[]; readonly after: readonly number[]; readonly state: object }>(page, 'ranksMeanwhile', { limit: 20 })
  await closePage(page)
  if (during.length < LEAST_MEANWHILE) throw new Error(`only ${String(during.length)} rankings while the transformer embedded: ${JSON.stringify(state)}`)
  return { id: 'embed.meanwhile', unit: `ms a ranking of ${String(items)} items while the transformer embeds`, better: 'lower', ours: rounded(median(during)), p95: rounded(percentile(during, 0.95)), peers: { 'the same, once it is done': rounded(median(after)) }, limit: 16, rounds: during.length }
}

const LEAST_MEANWHILE = 10

/** Clicks before those that are measured: a page that was just loaded compiles its code in them. */
const WARM_UP = 5

export function tagPage(attributes: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>tag</title><script async src="/hearth/hearth.js" data-consent="api" ${attributes}></script><script type="module" src="/bench/tag.js"></script>`
}

/** Click to new order as the page sees it: an upper bound of the time in the worker. `p95` is over the single clicks. */
export async function rankResult(id: string, browser: Browser, site: Site, items: number, count: number, limit?: number): Promise<Result> {
  const seen = await clicks(browser, site, items, count)
  const of = (times: readonly number[]): { readonly median: number; readonly p95: number } => ({ median: rounded(median(times)), p95: rounded(percentile(times, 0.95)) })
  const { median: ours, p95 } = of(seen.times)
  say(`${String(items)} items: click to order ${String(ours)} ms, p95 ${String(p95)} ms`)
  const mainThread = { scriptMsAClick: rounded(seen.mainThread.script), taskMsAClick: rounded(seen.mainThread.tasks) }
  return { id, unit: 'ms, click to new order', better: 'lower', ours, p95, peers: {}, ...(limit === undefined ? {} : { limit }), rounds: count, detail: { p95: 'over single clicks, each timed on the page from record to the ranked answer', record: of(seen.records), rank: of(seen.ranks), mainThread } }
}
