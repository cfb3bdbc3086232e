import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeReport, REPORT_ID_BYTES, type ReportId } from '../core/privacy/report.js'
import { sampleSubset, type BucketIndex } from '../core/privacy/subset-selection.js'
import type { Task } from '../core/privacy/task.js'
import { publishedTask } from '../core/privacy/testing/published-task.js'
import { seededRandom } from '../core/privacy/testing/seeded-random.js'
import { EPOCH_MS, epochOf, type Epoch, type Millis } from '../core/time.js'
import { createCollector, type Collector, type CollectorOptions } from './collector.js'
import { publishedPrior } from './prior.js'
import { openStore } from './store/open-store.js'
import type { Store } from './store/store.js'
import { hostileBody } from './testing/hostile-body.js'
import { storeFolder } from './testing/store-folder.js'

/** The third day of an epoch. */
const NOW = (2_968 * EPOCH_MS + 2.5 * 86_400_000) as Millis
const EPOCH = epochOf(NOW)
const TOKEN = 'a token'
const topics = publishedTask()
const outcome = publishedTask({ id: 'outcome', kind: 'outcome', buckets: ['bought', 'nothing'] })
const dap = publishedTask({ id: 'items', kind: 'item', mode: 'dap' })
const random = seededRandom(1)

const reportOf = (task: Task = topics, truth = 0, changes: { readonly epoch?: number; readonly id?: Uint8Array; readonly arm?: number } = {}): Uint8Array =>
  encodeReport({ task, epoch: (changes.epoch ?? EPOCH) as Epoch, id: (changes.id ?? random.bytes(REPORT_ID_BYTES)) as ReportId, buckets: sampleSubset(task.mechanism, truth as BucketIndex, random), ...(task.arms === undefined ? {} : { arm: changes.arm ?? 0 }) })

const URL_BASE = 'http://collector.test'
const post = (collector: Collector, body: Uint8Array | string, headers: Record<string, string> = { 'content-type': 'application/octet-stream' }): Promise<Response> =>
  Promise.resolve(collector.fetch(new Request(`${URL_BASE}/v1/reports`, { method: 'POST', body: typeof body === 'string' ? body : new Uint8Array(body), headers })))
const get = (collector: Collector, path: string, headers: Record<string, string> = {}): Promise<Response> => Promise.resolve(collector.fetch(new Request(`${URL_BASE}${path}`, { headers })))

let folder = ''
let store: Store
let collector: Collector
const open = (changes: Partial<CollectorOptions> = {}): Collector => createCollector({ store, tasks: [topics, outcome, dap], token: TOKEN, clock: { now: () => NOW }, ...changes })

beforeAll(async () => {
  folder = await storeFolder('collector')
  store = await openStore(folder)
  collector = open()
}, 60_000)

afterAll(async () => {
  await store.close()
  await rm(folder, { recursive: true, force: true })
})

const results = async (task: string, epoch: number = EPOCH): Promise<Record<string, unknown>> => (await get(collector, `/v1/results/${task}/${epoch}`, { authorization: `Bearer ${TOKEN}` })).json() as Promise<Record<string, unknown>>

async function refused(answer: Response, status: number): Promise<void> {
  expect(answer.status).toBe(status)
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  expect(await answer.json()).toMatchObject({ status, title: expect.any(String) })
}

describe('POST /v1/reports', () => {
  it('takes a report with 201, its duplicate with 200, and counts it once', async () => {
    const before = Number((await results('favourite-topic'))['n'])
    const report = reportOf()
    expect((await post(collector, report)).status).toBe(201)
    expect((await post(collector, report)).status).toBe(200)
    const [one, two] = [reportOf(), reportOf()]
    // In one batch as well.
    expect((await Promise.all([one, two, one, report].map((bytes) => post(collector, bytes)))).map(({ status }) => status).sort()).toEqual([200, 200, 201, 201])
    expect((await results('favourite-topic'))['n']).toBe(before + 3)
  })

  it('refuses a used id with another body', async () => {
    const id = random.bytes(REPORT_ID_BYTES)
    const bodies = new Set<string>()
    const [first, second] = [0, 1, 2, 3].map((truth) => reportOf(topics, truth, { id })).filter((bytes) => !bodies.has(bytes.join()) && bodies.add(bytes.join()))
    expect((await post(collector, first ?? new Uint8Array())).status).toBe(201)
    await refused(await post(collector, second ?? new Uint8Array()), 409)
  })

  it.each([
    ['an empty body', () => new Uint8Array(), 400],
    ['a byte too few', () => reportOf().slice(0, -1), 400],
    ['a byte too many', () => Uint8Array.of(...reportOf(), 0), 400],
    ['another version', () => reportOf().fill(2, 0, 1), 400],
    ['a spare bit', () => reportOf().map((byte, at, all) => (at === all.length - 1 ? byte | 0x80 : byte)), 400],
    ['a bit too many', () => reportOf().fill(0b1111, 37), 400],
    ['no bit', () => reportOf().fill(0, 37), 400],
    ['an arm that is none', () => reportOf(outcome, 0, { arm: 2 }), 400],
    ['an unknown task', () => reportOf().fill(7, 1, 17), 404],
    ['a task of other aggregators', () => reportOf(dap), 404],
    ['last week', () => reportOf(topics, 0, { epoch: EPOCH - 1 }), 409],
    ['next week', () => reportOf(topics, 0, { epoch: EPOCH + 1 }), 409],
    ['a body of a megabyte', () => new Uint8Array(1_048_576), 413],
  ] as const)('refuses %s', async (_name, body, status) => {
    await refused(await post(collector, body()), status)
  })

  it('takes no other content type', async () => {
    for (const type of ['text/plain', 'application/json', 'application/octet-streams', '']) await refused(await post(collector, reportOf(), { 'content-type': type }), 415)
    expect((await post(collector, reportOf(), { 'content-type': 'Application/Octet-Stream; charset=x' })).status).toBe(201)
  })

  it('takes the week that a clock an hour off still lives in', async () => {
    const turn = open({ clock: { now: () => (EPOCH * EPOCH_MS + 1_800_000) as Millis } })
    expect((await post(turn, reportOf(topics, 0, { epoch: EPOCH - 1 }))).status).toBe(201)
    expect((await post(turn, reportOf(topics, 0, { epoch: EPOCH }))).status).toBe(201)
    await refused(await post(turn, reportOf(topics, 0, { epoch: EPOCH + 1 })), 409)
  })

  it('answers 429 past its rate and past what may wait, with the time to come back', async () => {
    const slow = open({ limits: { burst: 1, perSecond: 0.001 } })
    expect((await post(slow, reportOf())).status).toBe(201)
    const answer = await post(slow, reportOf())
    expect(answer.headers.get('retry-after')).toBe('5')
    await refused(answer, 429)
    const narrow = open({ limits: { waiting: 2, batch: 1 } })
    const statuses = (await Promise.all(Array.from({ length: 20 }, () => post(narrow, reportOf())))).map(({ status }) => status)
    expect(statuses).toContain(429)
    expect(statuses).toContain(201)
  })

  it('lets any page send without credentials, preflight and refusals included', async () => {
    const preflight = await collector.fetch(new Request(`${URL_BASE}/v1/reports`, { method: 'OPTIONS', headers: { origin: 'https://a.example', 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' } }))
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-methods')).toContain('POST')
    expect(preflight.headers.get('access-control-allow-headers')?.toLowerCase()).toContain('content-type')
    for (const answer of [preflight, await post(collector, reportOf(), { 'content-type': 'application/octet-stream', origin: 'https://a.example' }), await post(collector, '', { 'content-type': 'application/octet-stream', origin: 'https://a.example' })]) {
      expect(answer.headers.get('access-control-allow-origin')).toBe('*')
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
    }
  })

  it('accepts no malformed body and never fails on one', { timeout: 900_000 }, async () => {
    const before = [Number((await results('favourite-topic'))['n']), Number((await results('outcome'))['n'])]
    const valid = reportOf()
    const runs = Number(process.env['HEARTH_FUZZ'] ?? 3_000)
    await fc.assert(fc.asyncProperty(hostileBody(valid, topics.mechanism.w), async (body) => {
      const { status } = await post(collector, body)
      return status >= 400 && status < 500
    }), { numRuns: runs })
    expect([Number((await results('favourite-topic'))['n']), Number((await results('outcome'))['n'])]).toEqual(before)
  })
})

describe('GET', () => {
  it('publishes the tasks as they are hashed', async () => {
    const answer = await get(collector, '/v1/tasks')
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    expect(await answer.json()).toEqual({ version: 1, tasks: [topics.definition, outcome.definition, dap.definition] })
  })

  it('opens the results to the token alone, with estimates, intervals, ε, n and what forgers can do', async () => {
    for (const header of [undefined, 'Bearer', 'Bearer another', `Basic ${TOKEN}`, TOKEN]) await refused(await get(collector, `/v1/results/favourite-topic/${EPOCH}`, header === undefined ? {} : { authorization: header }), 401)
    const found = await results('favourite-topic')
    expect(found).toMatchObject({ task: 'favourite-topic', hash: topics.hash, epoch: EPOCH, epsilon: 1 })
    expect((found['cells'] as { label: string }[]).map(({ label }) => label)).toEqual(topics.buckets)
    for (const cell of found['cells'] as { estimate: number; low: number; high: number; suppressed: boolean }[]) {
      expect(cell.low).toBeLessThan(cell.estimate)
      expect(cell.high).toBeGreaterThan(cell.estimate)
      expect(typeof cell.suppressed).toBe('boolean')
    }
    await refused(await get(collector, `/v1/results/unknown/${EPOCH}`, { authorization: `Bearer ${TOKEN}` }), 404)
    await refused(await get(collector, '/v1/results/favourite-topic/yesterday', { authorization: `Bearer ${TOKEN}` }), 404)
  })

  it('keeps arms apart and together', async () => {
    for (const arm of [0, 1, 1]) expect((await post(collector, reportOf(outcome, 0, { arm }))).status).toBe(201)
    expect(await results('outcome')).toMatchObject({ n: 3, arms: [{ arm: 'original', n: 1 }, { arm: 'personalized', n: 2 }] })
  })

  it('answers health, and nothing at odd addresses', async () => {
    expect(await (await get(collector, '/healthz')).json()).toMatchObject({ status: 'ok' })
    for (const path of ['/v1/reports', '/nowhere', '/%zz', '/..%2f..%2fetc/passwd', '/v1/results/../tasks/x']) expect((await get(collector, path, { authorization: `Bearer ${TOKEN}` })).status).toBe(404)
  })

  it('says 503 while the store does not answer', async () => {
    const broken = open({ store: { ...store, add: () => Promise.reject(new Error('gone')), check: () => Promise.reject(new Error('gone')) } })
    await refused(await get(broken, '/healthz'), 503)
    await refused(await post(broken, reportOf()), 503)
  })
})

describe('prior.json', () => {
  it('is one cacheable file for everyone: shares that are not negative, the users behind them, the hash; flat below what helps', async () => {
    const answer = await get(collector, '/v1/prior.json', { origin: 'https://a.example' })
    expect(answer.headers.get('cache-control')).toContain('public')
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    const { topics: few } = (await answer.json()) as { topics: { used: boolean; kind: string; users: number; needed: number; hash: string; shares: Record<string, number> }[] }
    expect(few).toMatchObject([{ used: false, kind: 'favourite-topic', hash: topics.hash }])
    expect(new Set(Object.values(few[0]?.shares ?? {})).size).toBe(1)
    // Enough browsers, most of them with sport.
    const needed = few[0]?.needed ?? 0
    const statuses = new Set<number>()
    for (let sent = 0; sent < needed; sent += 500) for (const { status } of await Promise.all(Array.from({ length: 500 }, (_, at) => post(collector, reportOf(topics, at % 10 === 0 ? 0 : 2))))) statuses.add(status)
    expect([...statuses]).toEqual([201])
    const file = await get(collector, '/v1/prior.json')
    const text = await file.text()
    const { topics: many } = JSON.parse(text) as { topics: typeof few }
    const shares = many[0]?.shares ?? {}
    expect(many[0]).toMatchObject({ used: true })
    expect(Object.values(shares).every((share) => share >= 0)).toBe(true)
    expect(Object.values(shares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 4)
    expect(shares['sport']).toBeGreaterThan(shares['science'] ?? 1)
    // Its hash is in the results, and a browser that has it need not fetch it again.
    const sha256 = createHash('sha256').update(text).digest('hex')
    expect(await results('favourite-topic')).toMatchObject({ prior: { sha256 } })
    expect((await get(collector, '/v1/prior.json', { 'if-none-match': file.headers.get('etag') ?? '' })).status).toBe(304)
  })

  it('takes as many users as are published before it helps: 24 topics and their 276 pairs, locally and over DAP', async () => {
    const names = Array.from({ length: 24 }, (_, at) => `t${at}`)
    const pairs = names.flatMap((one, at) => names.slice(at + 1).map((other) => `${one} + ${other}`))
    const asked = [publishedTask({ id: 'a', buckets: [...names, 'nothing'] }), publishedTask({ id: 'b', buckets: [...names, 'nothing'], mode: 'dap' }), publishedTask({ id: 'c', kind: 'topic-pair', buckets: [...pairs, 'nothing'] }), publishedTask({ id: 'd', kind: 'topic-pair', buckets: [...pairs, 'nothing'], mode: 'dap' })]
    const { topics: tables } = JSON.parse((await publishedPrior(asked, store, EPOCH)).json) as { topics: { needed: number }[] }
    const [singles, singlesOverDap, doubles, doublesOverDap] = tables.map(({ needed }) => needed)
    expect(singles).toBeCloseTo(17_000, -3)
    expect(singlesOverDap).toBe(286)
    expect((doubles ?? 0) / 1e6).toBeCloseTo(2.5, 1)
    expect((doublesOverDap ?? 0) / 100).toBeCloseTo(33, 0)
  })

  it('pools batches over DAP, each with two noises', async () => {
    const pairTask = publishedTask({ id: 'pairs', kind: 'topic-pair', mode: 'dap', buckets: ['film + food', 'film + music', 'food + music', 'nothing'] })
    const batches = [0, 1].map((back) => ({ hash: pairTask.hash, epoch: (EPOCH - back) as Epoch, n: 200, sums: [120, 50, -3, 30] }))
    const made = JSON.parse((await publishedPrior([pairTask], { tallies: () => Promise.resolve([]), batches: () => Promise.resolve(batches) }, EPOCH)).json) as { topics: { users: number; needed: number; used: boolean; shares: Record<string, number> }[] }
    expect(made.topics[0]).toMatchObject({ kind: 'topic-pair', users: 400, used: true })
    // 3·√(2·2·7.835)·3.
    expect(made.topics[0]?.needed).toBe(51)
    expect(made.topics[0]?.shares['food + music']).toBeGreaterThanOrEqual(0)
  })
})
