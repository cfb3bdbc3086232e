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
  await buildCatalog(join(folder, 'items.jsonl'), join(folder, 'catalog'), 'static')
  site.mount(`/catalog-${String(items)}/`, join(folder, 'catalog'))
  return `/catalog-${String(items)}/`
}

/** Click to new order with the whole engine: record, fold, rank; a new page, a growing history. */
export async function clicks(browser: Browser, site: Site, items: number, count: number): Promise<{ readonly ranks: readonly number[]; readonly times: readonly number[] }> {
  const catalog = await benchCatalog(site, items)
  site.put(`/bench/tag-${String(items)}.html`, tagPage(`data-catalog="${catalog}"`))
  const page = await coldPage(browser, `${site.url}/bench/tag-${String(items)}.html`)
  const seen = await call<{ items: number; times: number[]; ranks: number[] }>(page, 'clicks', { count, limit: 20 })
  await closePage(page)
  if (seen.items < items) throw new Error(`only ${String(seen.items)} of ${String(items)} items were ranked`)
  say(`${String(items)} items: rank ${median(seen.ranks).toFixed(1)} ms, click to order ${median(seen.times).toFixed(1)} ms`)
  return seen
}

export function tagPage(attributes: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>tag</title><script async src="/hearth/hearth.js" data-consent="api" ${attributes}></script><script type="module" src="/bench/tag.js"></script>`
}

/** `rank.click` is the rank call's round trip, an upper bound of the time in the worker; the click with its write is in the detail. */
export function rankResult(id: string, seen: { readonly ranks: readonly number[]; readonly times: readonly number[] }, limit?: number): Result {
  const clickToOrder = { median: rounded(median(seen.times)), p95: rounded(percentile(seen.times, 0.95)) }
  return { id, unit: 'ms', better: 'lower', ours: rounded(median(seen.ranks)), peers: {}, ...(limit === undefined ? {} : { limit }), rounds: seen.ranks.length, detail: { p95: rounded(percentile(seen.ranks, 0.95)), clickToOrder } }
}
