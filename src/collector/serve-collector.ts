import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { getRequestListener, RequestError } from '@hono/node-server'
import type { Clock } from '../core/ports.js'
import type { Task } from '../core/privacy/task.js'
import type { Millis } from '../core/time.js'
import { refuseBrokenRequests } from './broken-requests.js'
import { createCollector } from './collector.js'
import { LIMITS } from './limits.js'
import { problem } from './problem.js'
import { openStore } from './store/open-store.js'

export interface ServeOptions {
  /** A folder or a `postgres://` URL. */
  readonly store: string
  readonly tasks: readonly Task[]
  /** 0 takes a free port. */
  readonly port?: number
  readonly host?: string
  /** Default: a random one, in the answer. */
  readonly token?: string
  readonly clock?: Clock
  /** Bounds other than the usual ones. */
  readonly limits?: Partial<Record<'waiting' | 'batch' | 'perSecond' | 'burst' | 'headersMs' | 'requestMs' | 'lookMs' | 'idleMs' | 'connections', number>>
  readonly dashboard?: {
    readonly folder?: string
    /** The page shows the results to whoever can load it. */
    readonly open?: boolean
  }
}

export interface ServedCollector {
  /** `http://localhost:8787/` */
  readonly url: string
  readonly token: string
  /** The dashboard with its token after `#`, which browsers do not send. */
  readonly dashboardUrl: string
  /** Stops taking requests, waits for what is being written, and closes the store. */
  close(): Promise<void>
}

/** Opens the store, listens, and answers once both work. Throws where the store or the port is taken. */
export async function serveCollector(options: ServeOptions): Promise<ServedCollector> {
  const token = options.token ?? randomBytes(18).toString('base64url')
  const clock = options.clock ?? { now: () => Date.now() as Millis }
  const store = await openStore(options.store)
  try {
    await store.keepTasks(options.tasks)
    const collector = createCollector({
      store,
      tasks: options.tasks,
      token,
      clock,
      ...(options.limits === undefined ? {} : { limits: options.limits }),
      dashboard: { ...(options.dashboard?.folder === undefined ? {} : { folder: options.dashboard.folder }), ...(options.dashboard?.open === true ? { openWith: token } : {}) },
    })
    await collector.clear()
    const { server, port } = await listening(collector.fetch, options)
    const clearing = setInterval(() => void collector.clear().catch(() => undefined), LIMITS.clearingMs)
    clearing.unref()
    const url = `http://localhost:${port}/`
    let closed: Promise<void> | undefined
    return {
      url,
      token,
      dashboardUrl: `${url}#token=${token}`,
      close: () =>
        (closed ??= (async () => {
          clearInterval(clearing)
          const stopped = new Promise<void>((resolve) => server.close(() => resolve()))
          server.closeIdleConnections()
          await collector.settled()
          setTimeout(() => server.closeAllConnections(), 1_000).unref()
          await stopped
          await collector.settled()
          await store.close()
        })()),
    }
  } catch (error) {
    await store.close()
    throw error
  }
}

function listening(fetch: (request: Request) => Response | Promise<Response>, { port = 0, host, limits: own = {} }: ServeOptions): Promise<{ readonly server: Server; readonly port: number }> {
  const { headersMs, requestMs, lookMs, idleMs, connections, backlog } = { ...LIMITS, ...own }
  return new Promise((resolve, reject) => {
    // A slow sender is cut off, and so is one connection too many: neither may cost the others theirs. A request without a host is answered as any other.
    const server = createServer({ requestTimeout: requestMs, headersTimeout: headersMs, connectionsCheckingInterval: lookMs, keepAliveTimeout: idleMs, requireHostHeader: false }, getRequestListener(fetch, { hostname: 'localhost', errorHandler: (fault) => (fault instanceof RequestError ? problem(400, 'Not a request') : problem(503, 'Could not be answered')) }))
    server.maxConnections = connections
    refuseBrokenRequests(server)
    server.once('error', reject)
    server.listen({ port, backlog, ...(host === undefined ? {} : { host }) }, () => {
      const address = server.address()
      if (address !== null && typeof address === 'object') resolve({ server, port: address.port })
    })
  })
}
