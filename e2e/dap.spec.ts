import { rmSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { newHpkeKey } from '../src/cli/dap/hpke-key.js'
import { startAggregatorPair, type AggregatorPair } from '../src/cli/dap/testing/aggregator-pair.js'
import { serveCollector } from '../src/collector/serve-collector.js'
import { storeFolder } from '../src/collector/testing/store-folder.js'
import type { MicroEpsilon } from '../src/core/privacy/micro-epsilon.js'
import { publishedTask } from '../src/core/privacy/testing/published-task.js'
import { disguises, ledgerBegun, releases, wordsOf } from './aggregates-page.js'
import { MOON, QUIET, allow, read } from './engine-page.js'
import { expect, test as base } from './fixtures.js'
import { hostSite } from './host-site.js'
import { passOn, startRecordingServer, type RecordingServer } from './recording-server.js'

const WEEK = 604_800_000
const TASK_ID = Buffer.alloc(32, 9).toString('base64url')
const BUCKETS = [...MOON, 'nothing']

interface DapSite {
  readonly site: RecordingServer
  readonly collector: RecordingServer
  readonly pair: AggregatorPair
  moveClock(ms: number): void
}

/** A site whose one question goes over DAP to two aggregators, each at its own origin. */
const test = base.extend<{ readonly dap: DapSite }>({
  dap: async ({ browserName: _ }, use) => {
    const pair = await startAggregatorPair({ task: { taskId: TASK_ID, length: BUCKETS.length, chunkLength: 2 }, microEpsilon: 1_000_000 as MicroEpsilon, token: 't', collectorKey: await newHpkeKey() })
    const task = publishedTask({ id: 'items', kind: 'item', mode: 'dap', buckets: BUCKETS, dap: { leader: pair.leader, helper: pair.helper, taskId: TASK_ID, chunkLength: 2 } })
    const folder = await storeFolder('dap')
    const served = await serveCollector({ store: folder, tasks: [task] })
    const collector = await startRecordingServer(passOn(served.url))
    let offset = 0
    const site = await startRecordingServer((request) => hostSite({ attributes: `${QUIET} data-collector="${collector.url}" ${offset === 0 ? '' : `data-clock-offset-ms="${String(offset)}"`}` })(request))
    await use({ site, collector, pair, moveClock: (ms) => { offset = ms } })
    await Promise.all([site.close(), collector.close(), pair.close()])
    await served.close()
    rmSync(folder, { recursive: true, force: true })
  },
})

const BOTH = { personalization: 'granted', aggregates: 'granted' } as const
const contribute = (page: Page) => page.evaluate(async () => {
  const answer = await (await window.hearth.ready).contribute()
  return 'bytes' in answer ? { ...answer, bytes: Array.from(answer.bytes) } : answer
})
const ledger = (page: Page) => page.evaluate(async () => (await window.hearth.ready).ledger())
const asked = (server: RecordingServer, name: string): number => server.requests.filter(({ url }) => url.endsWith(name)).length

test('a press answers over two aggregators: shares that verify, the exact item, one debit, and nothing at the collector', async ({ page, dap }) => {
  const { site, collector, pair } = dap
  await page.goto(site.url)
  await allow(page, BOTH)
  await read(page, [MOON[2], MOON[1]])
  // Nothing that seals is loaded before an answer is due.
  expect(asked(site, '/sharder.js')).toBe(0)
  const sent = await contribute(page)
  expect(sent).toMatchObject({ status: 'sent', task: 'items', outcome: 'accepted' })
  expect(asked(site, '/sharder.js')).toBe(1)
  expect(pair.uploads).toHaveLength(1)
  const [upload] = pair.uploads
  expect(upload).toMatchObject({ path: `/tasks/${TASK_ID}/reports`, type: 'application/dap-report' })
  expect([...(upload?.bytes ?? [])]).toEqual('bytes' in sent ? sent.bytes : [])
  await expect.poll(() => pair.counts).toEqual({ verified: 1, refused: 0 })
  expect(pair.exactSums()).toEqual([0, 1, 0, 0, 0, 0])
  expect(await ledger(page)).toMatchObject({ spent: { epoch: 1_000_000 }, entries: [{ task: 'items' }] })
  expect(collector.requests.filter(({ method }) => method === 'POST')).toEqual([])
  const history = MOON.flatMap((id) => disguises(id))
  const own = [...site.requests.filter(({ url }) => url.startsWith('/hearth/')), ...collector.requests.filter(({ url }) => !url.startsWith('/v1/tasks'))].map(wordsOf)
  for (const words of [...own, upload?.bytes.toString('latin1') ?? '']) for (const form of history) expect(words).not.toContain(form)
  // The week's cap holds over DAP as everywhere: a second press fits, a third does not.
  expect(await contribute(page)).toMatchObject({ status: 'sent' })
  expect(await contribute(page)).toMatchObject({ status: 'unavailable', code: 'epoch-cap' })
  expect(pair.uploads).toHaveLength(2)
})

test('the scheduled answer is sealed, drawn again from what was read since, and leaves with the page: once, on one debit', async ({ page, dap }) => {
  const { site, pair, moveClock } = dap
  await page.goto(site.url)
  await allow(page, BOTH)
  await ledgerBegun(page)
  moveClock(2 * WEEK)
  await page.reload()
  await expect.poll(async () => (await releases(page)).map(({ state }) => state)).toEqual(['waiting'])
  const [first] = await releases(page)
  await read(page, [MOON[0], MOON[3]])
  // Sealed anew under an id of its own; the debit has gone over to it.
  await expect.poll(async () => (await releases(page))[0]?.bytes).not.toEqual(first?.bytes)
  // Changes are gathered for a second, and sealing takes its time: settled is what has not changed for three.
  for (let before = '', now = 'first'; before !== now; ) {
    before = now
    await page.waitForTimeout(3_000)
    now = String((await releases(page))[0]?.bytes)
  }
  expect(await releases(page)).toHaveLength(1)
  expect(await ledger(page)).toMatchObject({ entries: { length: 1 }, spent: { lifetime: 1_000_000 } })
  const [ready] = await releases(page)
  // The leader is down when the page is left; a later page sends the same bytes.
  pair.setDown(true)
  await page.goto(`${site.url}/blank`)
  await page.waitForTimeout(500)
  pair.setDown(false)
  await page.goto(site.url)
  await expect.poll(() => pair.uploads.length).toBe(1)
  expect([...(pair.uploads[0]?.bytes ?? [])]).toEqual(ready?.bytes)
  await expect.poll(async () => (await releases(page)).map(({ state, attempts }) => [state, attempts])).toEqual([['sent', 2]])
  expect(pair.exactSums()).toEqual([0, 0, 0, 1, 0, 0])
  // Withdrawn: neither keys are asked for nor anything sent.
  await page.evaluate(async () => (await window.hearth.ready).consent.decide({ personalization: 'denied' }))
  expect(await contribute(page)).toMatchObject({ status: 'denied' })
  expect(pair.uploads).toHaveLength(1)
})
