import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveCollector, type ServedCollector } from '../../collector/index.js'
import { storeFolder } from '../../collector/testing/store-folder.js'
import { laplaceVariance, noiseScale } from '../../core/privacy/dap/discrete-laplace.js'
import { MICRO, type MicroEpsilon } from '../../core/privacy/micro-epsilon.js'
import type { Task } from '../../core/privacy/task.js'
import { publishedTask } from '../../core/privacy/testing/published-task.js'
import { epochOf, type Millis } from '../../core/time.js'
import { simulate } from '../simulate/simulate.js'
import { collectBatch } from './collect-batch.js'
import { newHpkeKey, type HpkeKey } from './hpke-key.js'
import { startAggregatorPair, type AggregatorPair, type PairOptions } from './testing/aggregator-pair.js'

const NOW = Date.UTC(2026, 10, 26) as Millis
const EPOCH = epochOf(NOW)
const TOKEN = 'the collector’s'.replace('’', '')
const TASK_ID = Buffer.alloc(32, 7).toString('base64url')
const ITEMS = ['a', 'b', 'c', 'd', 'nothing']

let folder = ''
let key: HpkeKey
let served: ServedCollector
const pairs: AggregatorPair[] = []

/** Aggregators for a task that names them: they must listen before the task can. */
async function asked(changes: Readonly<Record<string, unknown>>, options: Partial<PairOptions> & { readonly length: number; readonly collusion?: object }): Promise<{ readonly pair: AggregatorPair; readonly task: Task }> {
  const pair = await startAggregatorPair({ task: { taskId: TASK_ID, length: options.length, chunkLength: 2 }, microEpsilon: MICRO as MicroEpsilon, token: TOKEN, collectorKey: key, ...options })
  pairs.push(pair)
  const task = publishedTask({ mode: 'dap', ...changes, dap: { leader: pair.leader, helper: pair.helper, taskId: TASK_ID, chunkLength: 2, ...(options.collusion === undefined ? {} : { collusion: options.collusion }) } })
  return { pair, task }
}

const crowd = (task: Task, users: number, shares: readonly number[], other = shares) =>
  simulate('http://127.0.0.1:9/', [task], users, new Map([[task.id, { original: shares, personalized: other }]]), { now: () => NOW }, () => undefined)
const accessTo = (pair: AggregatorPair, length: number) => ({ leader: pair.leader, taskId: TASK_ID, length, token: TOKEN, key })

beforeAll(async () => {
  folder = await storeFolder('dap')
  key = await newHpkeKey()
})

afterAll(async () => {
  await Promise.all(pairs.map((pair) => pair.close()))
  await served.close()
  await rm(folder, { recursive: true, force: true })
})

describe('two aggregators over HTTP', () => {
  it('open, verify and add what browsers send, and give the histogram to the collector once, from a hundred reports on', { timeout: 60_000 }, async () => {
    const { pair, task } = await asked({ id: 'items', kind: 'item', buckets: ITEMS }, { length: 5 })
    const first = await crowd(task, 40, [0.5, 0.2, 0.1, 0, 0.2])
    expect(first).toMatchObject({ sent: 40, accepted: 40, others: {} })
    expect(await collectBatch(accessTo(pair, 5), EPOCH)).toMatchObject({ status: 'failed', message: expect.stringContaining('invalidBatchSize') })
    const second = await crowd(task, 60, [0.5, 0.2, 0.1, 0, 0.2])
    expect(pair.counts).toEqual({ verified: 100, refused: 0 })
    // One path, one type, one length, no time finer than the epoch.
    expect(new Set(pair.uploads.map(({ path, type, bytes }) => `${path} ${type} ${bytes.length} ${bytes.readBigUInt64BE(16)}`))).toEqual(new Set([`/tasks/${TASK_ID}/reports application/dap-report ${pair.uploads[0]?.bytes.length} ${EPOCH * 604_800}`]))

    expect(await collectBatch({ ...accessTo(pair, 5), token: 'another' }, EPOCH)).toMatchObject({ status: 'failed', message: expect.stringContaining('401') })
    const collected = await collectBatch(accessTo(pair, 5), EPOCH)
    if (collected.status !== 'ok') throw new Error(collected.message)
    const truths = first.overDap[0]?.truths.map((count, cell) => count + (second.overDap[0]?.truths[cell] ?? 0)) ?? []
    const deviation = Math.sqrt(2 * laplaceVariance(noiseScale(MICRO)))
    collected.batch.sums.forEach((sum, cell) => expect(Math.abs(sum - (truths[cell] ?? 0))).toBeLessThan(7 * deviation))
    expect(collected.batch.n).toBe(100)
    expect(await collectBatch(accessTo(pair, 5), EPOCH)).toMatchObject({ status: 'failed', message: expect.stringContaining('batchQueriedTooManyTimes') })

    // Kept by the collector once; shown with ε, n, intervals and what a forger could do.
    served = await serveCollector({ store: folder, tasks: [task], host: '127.0.0.1', clock: { now: () => NOW } })
    const put = (body: unknown, epoch: number = EPOCH): Promise<Response> => fetch(`${served.url}v1/results/items/${epoch}`, { method: 'PUT', body: JSON.stringify(body), headers: { authorization: `Bearer ${served.token}` } })
    expect((await fetch(`${served.url}v1/results/items/${EPOCH}`, { method: 'PUT', body: '{}' })).status).toBe(401)
    for (const bad of [{}, { n: 99, sums: [0, 0, 0, 0, 0] }, { n: 100, sums: [1] }, { n: 100, sums: [0, 0, 0, 0, 0.5] }]) expect((await put(bad)).status).toBe(400)
    expect((await put(collected.batch)).status).toBe(201)
    expect((await put(collected.batch)).status).toBe(200)
    expect((await put({ ...collected.batch, n: 101 })).status).toBe(409)
    const results = (await (await fetch(`${served.url}v1/results/items/${EPOCH}`, { headers: { authorization: `Bearer ${served.token}` } })).json()) as { n: number; mode: string; cells: { label: string; estimate: number; suppressed: boolean }[]; influence: unknown[] }
    expect(results).toMatchObject({ n: 100, mode: 'dap', epsilon: 1 })
    expect(results.cells[0]?.estimate).toBeCloseTo((collected.batch.sums[0] ?? 0) / 100, 9)
    expect(results.cells[0]?.suppressed).toBe(false)
    expect(results.influence[0]).toEqual({ forged: 1, share: 1 / 100 })
    expect(await (await fetch(`${served.url}v1/results/items/${EPOCH + 1}`, { headers: { authorization: `Bearer ${served.token}` } })).json()).toMatchObject({ n: 0, cells: [{ suppressed: true }, {}, {}, {}, {}] })
  })

  it('count an outcome by arm, as cells of one histogram', { timeout: 60_000 }, async () => {
    const { pair, task } = await asked({ id: 'bought', kind: 'outcome', buckets: ['bought', 'nothing'] }, { length: 4, leastBatch: 50 })
    const sent = await crowd(task, 60, [0.1, 0.9], [0.9, 0.1])
    const collected = await collectBatch(accessTo(pair, 4), EPOCH)
    if (collected.status !== 'ok') throw new Error(collected.message)
    const truths = sent.overDap[0]?.truths ?? []
    // Both arms have browsers, and each its own share.
    expect((truths[0] ?? 0) + (truths[1] ?? 0)).toBeGreaterThan(10)
    expect(truths[3] ?? 0).toBeLessThan(truths[2] ?? 0)
    collected.batch.sums.forEach((sum, cell) => expect(Math.abs(sum - (truths[cell] ?? 0))).toBeLessThan(30))
  })

  it.each([
    ['the leader’s sealed share', (at: number) => ({ leader: at })],
    ['the helper’s sealed share', (at: number) => ({ helper: at })],
    ['the public share', () => ({ publicShare: 3 })],
    ['the report’s id', () => ({ metadata: 0 })],
  ] as const)('refuse a report in which somebody changed a bit of %s', async (_name, place) => {
    const flipped = (bytes: Buffer, at: number): Buffer => Buffer.from(bytes.map((byte, index) => (index === at ? byte ^ 1 : byte)))
    const where: { leader?: number; helper?: number; publicShare?: number; metadata?: number } = place(20)
    const { pair, task } = await asked({ id: 'items', kind: 'item', buckets: ITEMS }, {
      length: 5,
      tamper: (report) => ({
        metadata: where.metadata === undefined ? report.metadata : flipped(report.metadata, where.metadata),
        publicShare: where.publicShare === undefined ? report.publicShare : flipped(report.publicShare, where.publicShare),
        leader: where.leader === undefined ? report.leader : { ...report.leader, payload: flipped(report.leader.payload, where.leader) },
        helper: where.helper === undefined ? report.helper : { ...report.helper, payload: flipped(report.helper.payload, where.helper) },
      }),
    })
    await crowd(task, 3, [1, 0, 0, 0, 0])
    expect(pair.counts).toEqual({ verified: 0, refused: 3 })
  })
})

describe('k-RR against aggregators that work together', () => {
  it('randomises the bucket before it is cut in shares, at its own published ratio', { timeout: 60_000 }, async () => {
    const { pair, task } = await asked({ id: 'items', kind: 'item', buckets: ITEMS }, { length: 5, leastBatch: 50, collusion: { numerator: 11, denominator: 10, epsilon: 0.1 } })
    await crowd(task, 60, [1, 0, 0, 0, 0])
    const collected = await collectBatch(accessTo(pair, 5), EPOCH)
    if (collected.status !== 'ok') throw new Error(collected.message)
    // p = 11/(11 + 40) of 60 are 13, and six deviations of sampling and noise; all 60 would be in the first without it.
    expect(collected.batch.sums[0]).toBeLessThan(13 + 30)
    expect(collected.batch.n).toBe(60)
  })
})
