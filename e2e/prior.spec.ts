import { rmSync } from 'node:fs'
import { simulate } from '../src/cli/simulate/simulate.js'
import { serveCollector } from '../src/collector/serve-collector.js'
import { storeFolder } from '../src/collector/testing/store-folder.js'
import { publishedTask } from '../src/core/privacy/testing/published-task.js'
import type { Millis } from '../src/core/time.js'
import { QUIET, allow } from './engine-page.js'
import { expect, test } from './fixtures.js'
import { hostSite } from './host-site.js'
import { startRecordingServer } from './recording-server.js'

const BUCKETS = ['gardens', 'space', 'food', 'nothing']

test('the loop back: what browsers answered orders the list of one that has read nothing, once enough of them did', async ({ browser }) => {
  const folder = await storeFolder('prior')
  const task = publishedTask({ buckets: BUCKETS })
  const served = await serveCollector({ store: folder, tasks: [task] })
  const site = await startRecordingServer(hostSite({ attributes: `${QUIET} data-prior="${served.url}v1/prior.json"` }))
  const clock = { now: () => Date.now() as Millis }
  const shares = [0.05, 0.85, 0.05, 0.05]
  const crowd = (users: number) => simulate(served.url, [task], users, new Map([[task.id, { original: shares, personalized: shares }]]), clock, () => undefined)
  /** A new visitor, who has no earlier file in their cache. */
  const seen = async () => {
    const page = await (await browser.newContext()).newPage()
    await page.goto(site.url)
    const state = await allow(page)
    const ranking = await page.evaluate(async () => (await window.hearth.ready).rank({ limit: 6 }))
    await page.context().close()
    return { prior: 'prior' in state ? state.prior : undefined, first: ranking.status === 'ranked' ? ranking.items.slice(0, 3).map(({ item, reasons }) => [item?.category, reasons.find(({ kind }) => kind === 'category')?.text]) : [] }
  }
  try {
    await crowd(20)
    const few = await seen()
    expect(few.prior).toMatchObject({ source: 'dp', topics: 'too-few-reports', reports: { topics: { users: 20 } } })
    expect(few.first.map(([, why]) => why)).toEqual([undefined, undefined, undefined])
    const needed = few.prior?.reports.topics?.needed ?? Infinity
    expect(needed).toBeLessThan(400)
    await crowd(needed)
    const many = await seen()
    const results = (await (await fetch(`${served.url}v1/results`, { headers: { authorization: `Bearer ${served.token}` } })).json()) as { prior: { sha256: string } }
    expect(many.prior).toMatchObject({ source: 'dp', topics: 'used', pairs: 'absent', hash: results.prior.sha256, reports: { topics: { users: 20 + needed } } })
    expect(many.first).toContainEqual(['space', 'Readers here turn to space'])
    // One file for everyone, and nothing of the visitor in asking for it.
    expect(new Set(site.requests.map(({ method }) => method))).toEqual(new Set(['GET']))
  } finally {
    await site.close()
    await served.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
