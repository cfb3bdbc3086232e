import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from '@playwright/test'
import { demo, root } from '../../src/build/paths.js'
import { frontPage } from '../../src/demo/pages/render/front-page.js'
import { parseStories } from '../../src/demo/pages/render/story.js'
import { call, closePage, coldPage } from './bench-browser.js'
import { median, percentile, rounded, say, type Result } from './result.js'
import type { Site } from './site.js'

interface First {
  readonly ready: number
  readonly order: number
  readonly transformer: number
}

/** Likes on one page, each followed by a new order. */
const CLICKS = 12

/** The magazine's front page with the tag, its slot and its catalog of some 370 stories. */
function putFrontPage(site: Site): void {
  site.mount('/catalog/', join(demo, 'catalog'))
  const front = frontPage(parseStories(readFileSync(join(root, 'src/demo/magazine/items.jsonl'), 'utf8')), '').get('front') ?? ''
  site.put('/bench/order.html', `<!doctype html><html lang="en"><meta charset="utf-8"><title>order</title><script async src="/hearth/hearth.js" data-consent="api" data-catalog="/catalog/"></script><script type="module" src="/bench/order.js"></script><body>${front}`)
}

async function clickToOrder(page: Page, round: number): Promise<number | undefined> {
  // A slot moves under nobody's eyes but just after a press elsewhere.
  await page.keyboard.press('Shift')
  return call<number | undefined>(page, 'click', round)
}

/** What a visitor waits for: the first order after the choice, the order of a visit later, the new order after a click, the transformer. */
export async function orders(browser: Browser, site: Site, rounds: number): Promise<readonly Result[]> {
  putFrontPage(site)
  const [firsts, returns, clicks]: [First[], number[], number[]] = [[], [], []]
  for (let round = 0; round < Math.max(rounds, 5); round++) {
    const page = await coldPage(browser, `${site.url}/bench/order.html`)
    firsts.push(await call<First>(page, 'first'))
    await call(page, 'readSome')
    const later = await page.context().newPage()
    await later.goto(`${site.url}/bench/order.html`)
    await later.waitForFunction('globalThis.bench !== undefined')
    returns.push(await call<number>(later, 'moved'))
    for (let n = 0; n < CLICKS; n++) {
      const ms = await clickToOrder(later, n)
      if (ms !== undefined) clicks.push(ms)
    }
    await closePage(page)
    say(`ready ${firsts.at(-1)?.ready.toFixed(0) ?? ''} ms after the choice, first order ${firsts.at(-1)?.order.toFixed(0) ?? ''} ms, transformer ${firsts.at(-1)?.transformer.toFixed(0) ?? ''} ms; on a later visit ${returns.at(-1)?.toFixed(0) ?? ''} ms after navigation; click to order ${clicks.at(-1)?.toFixed(0) ?? ''} ms`)
  }
  const line = (id: string, unit: string, values: readonly number[], limit?: number): Result => ({ id, unit, better: 'lower', ours: rounded(median(values)), p95: rounded(percentile(values, 0.95)), peers: {}, ...(limit === undefined ? {} : { limit }), rounds: values.length })
  return [
    { ...line('order.first', 'ms, from consent on a cold page to the first ranking by static vectors', firsts.map(({ order }) => order)), detail: { ready: rounded(median(firsts.map(({ ready }) => ready))), readyBar: 300 } },
    line('order.return', 'ms, from navigation to the moved slot of a visitor who has been here', returns),
    line('order.click', 'ms, from a click to the moved slot, 371 items', clicks),
    line('order.transformer', 'ms, from consent on a cold page to the transformer in use', firsts.map(({ transformer }) => transformer)),
  ]
}
