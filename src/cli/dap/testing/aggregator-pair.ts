import { serve } from '@hono/node-server'
import { Prio3Histogram } from '@divviup/prio3'
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import type { RandomSource } from '../../../core/ports.js'
import { LEAST_BATCH } from '../../../core/privacy/dap/dap-estimate.js'
import type { DapSettings } from '../../../core/privacy/dap/dap-settings.js'
import { discreteLaplace, noiseScale } from '../../../core/privacy/dap/discrete-laplace.js'
import type { MicroEpsilon } from '../../../core/privacy/micro-epsilon.js'
import { nodeRandomness } from '../../node-randomness.js'
import { configList, newHpkeKey, seal, type HpkeKey } from '../hpke-key.js'
import { FIELD128, opaque16, opaque32, readWire, uint64, uint8, writeField128 } from '../wire.js'
import { openShare, ownPublicShare, readReport, ROLE, type UploadedReport } from './opened-report.js'

/** Two aggregators over HTTP, each with a key and noise of its own. */
export interface AggregatorPair {
  readonly leader: string
  readonly helper: string
  /** Every report that was uploaded, as it came. */
  readonly uploads: readonly { readonly path: string; readonly type: string | undefined; readonly bytes: Buffer }[]
  /** Reports that both verified, and those that one of them refused. */
  readonly counts: { readonly verified: number; readonly refused: number }
  /** What both together would know, and neither does alone: the sum of all verified answers, without noise. */
  exactSums(): readonly number[]
  /** While down the leader answers 503 to every upload. */
  setDown(down: boolean): void
  close(): Promise<void>
}

export interface PairOptions {
  readonly task: Pick<DapSettings, 'taskId' | 'length' | 'chunkLength'>
  readonly microEpsilon: MicroEpsilon
  readonly token: string
  readonly collectorKey: Pick<HpkeKey, 'id' | 'publicKey'>
  readonly leastBatch?: number
  /** Changes a report between upload and verification: a leader, or a network, that tampers. */
  readonly tamper?: (report: UploadedReport) => UploadedReport
}

const KEYS = { 'content-type': 'application/dap-hpke-config-list' } as const
const VERIFY_KEY = Buffer.alloc(16, 3)

type Refusal = 400 | 401 | 404 | 409

/** Starts both; `leader` and `helper` are what a task names. Upload, keys and collection are DAP-09; what passes between the two is this test's own. */
export async function startAggregatorPair({ task, microEpsilon, token, collectorKey, leastBatch = LEAST_BATCH, tamper = (report) => report }: PairOptions): Promise<AggregatorPair> {
  const taskId = Buffer.from(task.taskId, 'base64url')
  const vdaf = new Prio3Histogram({ shares: 2, length: task.length, chunkLength: task.chunkLength })
  const [leader, helper] = [await aggregator('leader', vdaf, taskId, microEpsilon), await aggregator('helper', vdaf, taskId, microEpsilon)]
  const uploads: { path: string; type: string | undefined; bytes: Buffer }[] = []
  const ids = new Set<string>()
  const counts = { verified: 0, refused: 0 }
  const jobs = new Map<string, Buffer>()
  let [collected, down] = [false, false]

  const refuse = (status: Refusal, type: string): Response => new Response(JSON.stringify({ type: `urn:ietf:params:ppm:dap:error:${type}`, status }), { status, headers: { 'content-type': 'application/problem+json' } })

  const verify = async (bytes: Buffer): Promise<void> => {
    try {
      const report = tamper(readReport(bytes))
      const [left, right] = [await leader.prepare(report), await helper.prepare(report)]
      // Each decides alone, from both preparation shares.
      const outputs = [await left.finish(right.share), await right.finish(left.share)]
      leader.add(outputs[0] ?? [])
      helper.add(outputs[1] ?? [])
      counts.verified += 1
    } catch {
      counts.refused += 1
    }
  }

  const leaderApp = new Hono()
  leaderApp.use('*', cors({ origin: '*', allowMethods: ['GET', 'PUT'], allowHeaders: ['content-type'] }))
  leaderApp.get('/hpke_config', () => new Response(new Uint8Array(configList(leader.key)), { headers: KEYS }))
  leaderApp.put('/tasks/:task/reports', async ({ req }) => {
    const bytes = Buffer.from(await req.arrayBuffer())
    if (down) return new Response(null, { status: 503 })
    uploads.push({ path: req.path, type: req.header('content-type'), bytes })
    if (req.param('task') !== task.taskId) return refuse(404, 'unrecognizedTask')
    const id = bytes.subarray(0, 16).toString('hex')
    if (collected) return refuse(400, 'reportRejected')
    if (ids.has(id)) return new Response(null, { status: 201 })
    ids.add(id)
    await verify(bytes)
    return new Response(null, { status: 201 })
  })
  leaderApp.put('/tasks/:task/collection_jobs/:job', async ({ req }) => {
    if (req.header('authorization') !== `Bearer ${token}`) return refuse(401, 'unauthorizedRequest')
    const reader = readWire(Buffer.from(await req.arrayBuffer()))
    const query = Buffer.concat([uint8(reader.uint8()), reader.take(16)])
    if (collected) return refuse(400, 'batchQueriedTooManyTimes')
    if (counts.verified < leastBatch) return refuse(400, 'invalidBatchSize')
    collected = true
    const aad = Buffer.concat([taskId, opaque32(Buffer.alloc(0)), query])
    const shares = await Promise.all([leader, helper].map((each) => each.aggregateShare(collectorKey, aad)))
    jobs.set(req.param('job'), Buffer.concat([uint8(1), uint64(counts.verified), query.subarray(1), ...shares]))
    return new Response(null, { status: 201 })
  })
  leaderApp.post('/tasks/:task/collection_jobs/:job', ({ req }) => {
    const done = jobs.get(req.param('job'))
    return done === undefined ? refuse(404, 'unrecognizedCollectionJob') : new Response(new Uint8Array(done), { headers: { 'content-type': 'application/dap-collection' } })
  })
  const helperApp = new Hono()
  helperApp.use('*', cors({ origin: '*' }))
  helperApp.get('/hpke_config', () => new Response(new Uint8Array(configList(helper.key)), { headers: KEYS }))

  const [atLeader, atHelper] = [await listening(leaderApp), await listening(helperApp)]
  return {
    leader: atLeader.url,
    helper: atHelper.url,
    uploads,
    counts,
    exactSums: () => vdaf.unshard(null, [leader.sum(), helper.sum()], counts.verified).map(Number),
    setDown: (is) => {
      down = is
    },
    close: async () => void (await Promise.all([atLeader.close(), atHelper.close()])),
  }
}

async function aggregator(role: 'leader' | 'helper', vdaf: Prio3Histogram, taskId: Buffer, microEpsilon: MicroEpsilon) {
  const key = await newHpkeKey(role === 'leader' ? 11 : 22)
  const random: RandomSource = nodeRandomness()
  const place = role === 'leader' ? 0 : 1
  const outputs: bigint[][] = []
  return {
    key,
    async prepare(report: UploadedReport) {
      const share = await openShare(vdaf, key, role, taskId, report)
      const init = await vdaf.prepareInit(VERIFY_KEY, place, null, report.metadata.subarray(0, 16), ownPublicShare(report), share)
      return {
        share: init.preparationShare,
        finish: async (other: typeof init.preparationShare): Promise<bigint[]> => {
          const message = await vdaf.unshardPreparationShares(null, place === 0 ? [init.preparationShare, other] : [other, init.preparationShare])
          const next = vdaf.prepareNext(init.preparationState, message)
          if (!('outputShare' in next)) throw new Error('one round')
          return next.outputShare
        },
      }
    },
    add: (output: bigint[]) => void outputs.push(output),
    sum: () => vdaf.aggregate(null, outputs),
    /** The sum of its shares with noise of scale 2/ε in every cell, sealed to the collector. */
    async aggregateShare(collectorKey: Pick<HpkeKey, 'id' | 'publicKey'>, aad: Buffer): Promise<Buffer> {
      const sum = vdaf.aggregate(null, outputs).map((element) => (element + BigInt(discreteLaplace(noiseScale(microEpsilon), random)) + FIELD128) % FIELD128)
      const { configId, encapsulated, payload } = await seal(collectorKey, writeField128(sum), Buffer.concat([Buffer.from('dap-09 aggregate share'), Buffer.of(ROLE[role], 0)]), aad)
      return Buffer.concat([uint8(configId), opaque16(encapsulated), opaque32(payload)])
    },
  }
}

function listening(app: Hono): Promise<{ readonly url: string; close(): Promise<void> }> {
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
      resolve({
        url: `http://127.0.0.1:${port}/`,
        close: () =>
          new Promise<void>((done) => {
            server.close(() => done())
            if ('closeAllConnections' in server) server.closeAllConnections()
          }),
      }),
    )
  })
}
