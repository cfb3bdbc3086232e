import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from '@playwright/test'
import { root, scratch } from '../../src/build/paths.js'
import { buildCatalog } from '../../src/cli/build-catalog.js'
import { readCatalogLines } from '../../src/core/catalog/catalog-lines.js'
import { call, closePage, coldPage } from './bench-browser.js'
import type { WorkerCall } from './clock-channel.js'
import { median, percentile, rounded, say, type Result } from './result.js'
import type { Site } from './site.js'
import { putClockedWorker } from './worker-clock.js'

/** A catalog of so many items, by recombining the magazine's titles and summaries, with vectors of a shipped model; both are of one space. */
export async function benchCatalog(site: Site, items: number, model: 'static' | 'minilm' = 'static'): Promise<string> {
  const { items: stories } = readCatalogLines(readFileSync(join(root, 'src/demo/magazine/items.jsonl'), 'utf8'))
  const lines = Array.from({ length: items }, (_, i) => {
    const [one, other] = [stories[i % stories.length], stories[(i * 7 + Math.floor(i / stories.length)) % stories.length]]
    return JSON.stringify({ id: `item-${String(i)}`, title: `${one?.title ?? ''} ${i < stories.length ? '' : (other?.title ?? '')}`.trim(), text: one?.text, category: one?.category, tags: one?.tags })
  })
  const folder = join(scratch, `bench-catalog-${model}-${String(items)}`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'items.jsonl'), lines.join('\n'))
  await buildCatalog(join(folder, 'items.jsonl'), join(folder, 'catalog'), { model })
  site.mount(`/catalog-${model}-${String(items)}/`, join(folder, 'catalog'))
  return `/catalog-${model}-${String(items)}/`
}

interface Clicks {
  readonly items: number
  /** Milliseconds as the page sees them, the crossing to the worker and back included. */
  readonly times: readonly number[]
}

interface InWorker {
  readonly records: readonly number[]
  readonly ranks: readonly number[]
}

/** What the page's own thread had to do meanwhile, in milliseconds: script alone, and all tasks. */
interface MainThread {
  readonly script: number
  readonly tasks: number
}

export interface ClickGround {
  readonly items: number
  /** Of the catalog's vectors: with the table's, the transformer embeds meanwhile. */
  readonly model: 'static' | 'minilm'
  readonly count: number
}

/** Clicks to new orders with the whole engine, on a new page, with a growing history: record, take in, rank. */
async function clicks(browser: Browser, site: Site, { items, model, count }: ClickGround): Promise<Clicks & InWorker & { readonly mainThread: MainThread }> {
  const catalog = await benchCatalog(site, items, model)
  putClockedWorker(site)
  site.put(`/bench/tag-${String(items)}.html`, tagPage(`data-catalog="${catalog}"`, '/clocked/'))
  const page = await coldPage(browser, `${site.url}/bench/tag-${String(items)}.html`)
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const used = async (): Promise<MainThread> => {
    const { metrics } = await session.send('Performance.getMetrics')
    const of = (name: string): number => 1_000 * (metrics.find((metric) => metric.name === name)?.value ?? NaN)
    return { script: of('ScriptDuration'), tasks: of('TaskDuration') }
  }
  await call<Clicks>(page, 'clicks', { count: WARM_UP, limit: 20 })
  await call(page, 'workerCalls')
  const before = await used()
  const seen = await call<Clicks>(page, 'clicks', { count, limit: 20 })
  const after = await used()
  const { records, ranks } = clicksOf(await call<readonly WorkerCall[]>(page, 'workerCalls'))
  await closePage(page)
  if (records.length !== count || ranks.length !== count) throw new Error(`${String(records.length)} records and ${String(ranks.length)} rankings of ${String(count)} clicks were timed in the worker`)
  if (seen.items < items) throw new Error(`only ${String(seen.items)} of ${String(items)} items were ranked`)
  return { ...seen, records, ranks, mainThread: { script: (after.script - before.script) / count, tasks: (after.tasks - before.tasks) / count } }
}

/** Each click's two calls: the record that a ranking follows, and that ranking. A record of attention comes after it. */
function clicksOf(calls: readonly WorkerCall[]): InWorker {
  const pairs = calls.flatMap((call, at) => (call.name === 'rank' && calls[at - 1]?.name === 'record' ? [{ record: calls[at - 1]?.ms ?? NaN, rank: call.ms }] : []))
  return { records: pairs.map(({ record }) => record), ranks: pairs.map(({ rank }) => rank) }
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

export function tagPage(attributes: string, base = '/hearth/'): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>tag</title><script async src="${base}hearth.js" data-consent="api" ${attributes}></script><script type="module" src="/bench/tag.js"></script>`
}

/** Click to new order in the worker: from the record's arrival there to its answer, and from the ranking's to its. `p95` is over the single clicks. */
export async function rankResult(id: string, browser: Browser, site: Site, ground: ClickGround, limit?: number): Promise<Result> {
  const { items, model, count } = ground
  const seen = await clicks(browser, site, ground)
  const of = (times: readonly number[]): { readonly median: number; readonly p95: number } => ({ median: rounded(median(times)), p95: rounded(percentile(times, 0.95)) })
  const { median: ours, p95 } = of(seen.records.map((record, at) => record + (seen.ranks[at] ?? NaN)))
  const onPage = of(seen.times)
  say(`${String(items)} items: click to order in the worker ${String(ours)} ms, p95 ${String(p95)} ms; on the page ${String(onPage.median)} ms, p95 ${String(onPage.p95)} ms`)
  const mainThread = { scriptMsAClick: rounded(seen.mainThread.script), taskMsAClick: rounded(seen.mainThread.tasks) }
  return { id, unit: 'ms in the worker, click to new order', better: 'lower', ours, p95, peers: {}, ...(limit === undefined ? {} : { limit }), rounds: count, detail: { p95: 'over single clicks', catalog: model, record: of(seen.records), rank: of(seen.ranks), onPage, mainThread } }
}

/** A large catalog on new pages: from consent until it can be ranked, and what a visitor waits for then. */
export async function largeCatalog(id: string, browser: Browser, site: Site, items: number, rounds: number): Promise<Result> {
  const catalog = await benchCatalog(site, items)
  // The transformer stays away, as it does where a catalog has its vectors; to make so many would take minutes.
  site.put('/bench/tag-large.html', `<script>Object.defineProperty(navigator, 'connection', { value: { saveData: true } })</script>${tagPage(`data-catalog="${catalog}"`)}`)
  const seen: { readonly ready: number; readonly firstOrder: number; readonly clicked: number; readonly similar: readonly number[]; readonly search: readonly number[]; readonly order: readonly number[] }[] = []
  for (let round = 0; round < rounds; round++) {
    const page = await coldPage(browser, `${site.url}/bench/tag-large.html`)
    page.setDefaultTimeout(120_000)
    seen.push(await call(page, 'meets', { limit: 20 }))
    await closePage(page)
  }
  const of = (wait: (one: (typeof seen)[number]) => number | readonly number[]): number => rounded(median(seen.flatMap(wait)))
  return { id, unit: `ms from consent to ready with ${String(items)} items`, better: 'lower', ours: of(({ ready }) => ready), peers: {}, rounds, detail: { firstOrder: of(({ firstOrder }) => firstOrder), firstClickToOrder: of(({ clicked }) => clicked), order: of(({ order }) => order), similar: of(({ similar }) => similar), search: of(({ search }) => search) } }
}
