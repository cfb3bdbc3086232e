import { createHash, timingSafeEqual } from 'node:crypto'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { cors } from 'hono/cors'
import type { Clock } from '../core/ports.js'
import { decodeReport } from '../core/privacy/report.js'
import { TASK_FILE_SCHEMA } from '../core/privacy/task-schema.js'
import type { Task } from '../core/privacy/task.js'
import { epochOf, type Epoch, type Millis } from '../core/time.js'
import { dashboardRoutes, type DashboardOptions } from './dashboard-routes.js'
import { createIntake } from './intake.js'
import { LIMITS } from './limits.js'
import { publishedPrior, type PublishedPrior } from './prior.js'
import { problem } from './problem.js'
import { createRate } from './rate.js'
import { readBatch } from './read-batch.js'
import { dapResultsOf, resultsOf } from './results.js'
import type { Store } from './store/store.js'

export interface CollectorOptions {
  readonly store: Store
  readonly tasks: readonly Task[]
  /** Opens the results. */
  readonly token: string
  readonly clock: Clock
  readonly dashboard?: DashboardOptions
  /** Bounds other than the usual ones. */
  readonly limits?: Partial<Record<'waiting' | 'batch' | 'perSecond' | 'burst', number>>
}

/** A collector as a fetch handler, with the way to wait for what is being written. */
export interface Collector {
  readonly fetch: (request: Request) => Response | Promise<Response>
  settled(): Promise<void>
  /** Deletes report ids whose epoch is closed. */
  clear(): Promise<void>
}

/** The collector over HTTP. It reads no address, no agent and no header but content type, length, origin and the token. */
export function createCollector({ store, tasks, token, clock, dashboard = {}, limits: own = {} }: CollectorOptions): Collector {
  const limits = { ...LIMITS, ...own }
  const intake = createIntake(store, limits)
  const rate = createRate({ now: () => performance.now() as Millis }, limits)
  const byHash = new Map<string, Task>(tasks.map((task) => [task.hash, task]))
  const named = (name: string) => tasks.find(({ id }) => id === name) ?? byHash.get(name)
  const published = JSON.stringify({ version: 1, tasks: tasks.map(({ definition }) => definition) })
  const openEpochs = (): readonly [Epoch, Epoch] => {
    const skew = LIMITS.skewSeconds * 1_000
    return [epochOf((clock.now() - skew) as Millis), epochOf((clock.now() + skew) as Millis)]
  }
  /** Pooling twelve epochs for every browser that asks would be work that anyone can cause: what was made serves until a report comes in here, and for seconds where other processes take them. */
  let made: { readonly at: number; readonly counted: number; readonly prior: Promise<PublishedPrior> } | undefined
  let counted = 0
  const prior = (): Promise<PublishedPrior> => {
    const now = clock.now()
    if (made?.counted !== counted || !(now - made.at >= 0 && now - made.at < LIMITS.priorMs)) made = { at: now, counted, prior: publishedPrior(tasks, store, epochOf(now)) }
    made.prior.catch(() => (made = undefined))
    return made.prior
  }
  const askedFor = (name: string, at: string): { readonly task: Task; readonly epoch: Epoch } | Response => {
    const task = named(name)
    if (task === undefined) return problem(404, 'Unknown task')
    return Number(at) > 0x7fffffff ? problem(404, 'No such epoch') : { task, epoch: Number(at) as Epoch }
  }
  /** How often each status was answered to a report since this process began; nothing of who was answered. */
  const answered = new Map<number, number>()
  const app = new Hono()

  app.onError((_error, _context) => problem(503, 'The store does not answer', 'Try again later; the report was not counted.', { 'retry-after': String(LIMITS.retrySeconds) }))
  app.notFound(() => problem(404, 'Nothing here'))
  app.use('/v1/reports', async (context, next) => {
    await next()
    if (context.req.method === 'POST') answered.set(context.res.status, (answered.get(context.res.status) ?? 0) + 1)
  })
  app.all('/v1/reports', async ({ req }, next) => (req.method === 'POST' || req.method === 'OPTIONS' ? next() : problem(404, 'Nothing here', 'Reports are posted.')))
  for (const path of ['/v1/reports', '/v1/tasks', '/v1/tasks.schema.json', '/v1/prior.json']) {
    app.use(path, cors({ origin: '*', allowMethods: ['GET', 'POST'], allowHeaders: ['content-type'], maxAge: 86_400 }))
  }

  app.get('/v1/tasks', () => new Response(published, { headers: { 'content-type': 'application/json', 'cache-control': 'public, max-age=300' } }))

  app.get('/v1/tasks.schema.json', () => new Response(JSON.stringify(TASK_FILE_SCHEMA), { headers: { 'content-type': 'application/schema+json', 'cache-control': 'public, max-age=86400' } }))

  app.post(
    '/v1/reports',
    async ({ req }, next) => (req.header('content-type')?.split(';')[0]?.trim().toLowerCase() === 'application/octet-stream' ? next() : problem(415, 'A report is application/octet-stream')),
    bodyLimit({ maxSize: LIMITS.body, onError: () => problem(413, 'The body is too long', `A report has at most ${LIMITS.body} bytes.`, { connection: 'close' }) }),
    async ({ req }) => {
      const body = await req.arrayBuffer().catch(() => undefined)
      if (body === undefined) return problem(400, 'The body broke off')
      const bytes = new Uint8Array(body)
      const decoded = decodeReport(bytes, (hash) => byHash.get(hash))
      if (decoded.status === 'malformed') return problem(400, 'Not a report', decoded.why)
      if (decoded.status === 'unknown-task') return problem(404, 'Unknown task', decoded.why)
      const { report } = decoded
      if (report.task.mode !== 'local') return problem(404, 'Unknown task', 'This task is answered through its aggregators.')
      if (!rate.take()) return tooMany()
      const [oldest, newest] = openEpochs()
      if (report.epoch < oldest || report.epoch > newest) return problem(409, 'The epoch is not open', `Open: ${oldest === newest ? oldest : `${oldest} and ${newest}`}.`)
      const admission = await intake.admit({ report, bytes })
      if (admission === 'full') return tooMany()
      if (admission === 'accepted') counted += 1
      if (admission === 'conflict') return problem(409, 'This report id was used with another body')
      return new Response(null, { status: admission === 'accepted' ? 201 : 200, headers: { 'cache-control': 'no-store' } })
    },
  )

  app.use('/v1/results/*', async ({ req }, next) => {
    if (isToken(req.header('authorization'), token)) return next()
    return problem(401, 'Results need the token', 'Send Authorization: Bearer and the token the collector was started with.', { 'www-authenticate': 'Bearer' })
  })

  app.get('/v1/results', async () => {
    const listed = await Promise.all(
      tasks.map(async ({ id, hash, question, kind, mode }) => {
        const epochs = new Map<Epoch, number>()
        for (const { epoch, n } of [...(await store.tallies(hash)), ...(await store.batches(hash))]) epochs.set(epoch, (epochs.get(epoch) ?? 0) + n)
        return { id, hash, question, kind, mode, epochs: [...epochs].map(([epoch, n]) => ({ epoch, n })) }
      }),
    )
    return json({ epoch: epochOf(clock.now()), answered: Object.fromEntries(answered), prior: { sha256: (await prior()).sha256 }, tasks: listed })
  })

  app.get('/v1/results/:task/:epoch{[0-9]{1,10}}', async ({ req }) => {
    const asked = askedFor(req.param('task'), req.param('epoch'))
    if (asked instanceof Response) return asked
    const { task, epoch } = asked
    const results = task.dap === undefined ? resultsOf(task, epoch, await store.tallies(task.hash, epoch)) : dapResultsOf(task, epoch, (await store.batches(task.hash, epoch))[0])
    return json({ ...results, prior: { sha256: (await prior()).sha256 } })
  })

  app.put(
    '/v1/results/:task/:epoch{[0-9]{1,10}}',
    bodyLimit({ maxSize: LIMITS.batchBody, onError: () => problem(413, 'The body is too long', `A batch has at most ${LIMITS.batchBody} bytes.`, { connection: 'close' }) }),
    async ({ req }) => {
      const asked = askedFor(req.param('task'), req.param('epoch'))
      if (asked instanceof Response) return asked
      const { task, epoch } = asked
      if (task.dap === undefined) return problem(404, 'Not a task over DAP', 'Browsers answer this one here; only what aggregators added up is put.')
      const read = readBatch(await req.text(), task.dap.length)
      if (read.status === 'invalid') return problem(400, 'Not a collected batch', read.message)
      const admission = await store.keepBatch({ hash: task.hash, epoch, ...read.batch })
      if (admission === 'accepted') counted += 1
      if (admission === 'conflict') return problem(409, 'Another batch of this epoch is kept', 'Each batch can be collected once.')
      return new Response(null, { status: admission === 'accepted' ? 201 : 200, headers: { 'cache-control': 'no-store' } })
    },
  )

  app.get('/v1/prior.json', async ({ req }) => {
    const { json: body, sha256 } = await prior()
    const headers = { etag: `"${sha256}"`, 'cache-control': 'public, max-age=3600' }
    return req.header('if-none-match') === headers.etag ? new Response(null, { status: 304, headers }) : new Response(body, { headers: { 'content-type': 'application/json', ...headers } })
  })

  app.get('/healthz', async () => {
    await store.check()
    return json({ status: 'ok', tasks: tasks.length })
  })

  app.route('/', dashboardRoutes(dashboard))

  return {
    fetch: (request) => app.fetch(request),
    settled: () => intake.settled(),
    clear: () => store.clearBefore(openEpochs()[0]),
  }
}

function tooMany(): Response {
  return problem(429, 'Too many reports at once', 'Send the same bytes again later.', { 'retry-after': String(LIMITS.retrySeconds) })
}

function isToken(header: string | undefined, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  // The scheme is written in any case (RFC 9110), the token as it is.
  return timingSafeEqual(digest((header ?? '').replace(/^bearer +/i, 'Bearer ')), digest(`Bearer ${token}`))
}

function json(body: unknown): Response {
  return new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json', 'cache-control': 'no-store' } })
}
