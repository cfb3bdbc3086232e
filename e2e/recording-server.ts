import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'

/** A request as it arrived: nothing is left out that a network could see. */
export interface RecordedRequest {
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: Uint8Array
}

export interface RecordingServer {
  /** Origin, without a slash at its end. */
  readonly url: string
  /** Every request since the start or the last `clear`, WebSocket handshakes included, in the order in which they were whole. */
  readonly requests: readonly RecordedRequest[]
  clear(): void
  close(): Promise<void>
}

export type Handler = (request: Request) => Response | Promise<Response>

const bodyOf = async (message: IncomingMessage): Promise<Uint8Array> => {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(Buffer.from(chunk))
  return new Uint8Array(Buffer.concat(chunks))
}

/** Serves a handler (a Hono application's `fetch`, say) on a free port of the loopback interface, and keeps a record of all that was asked. */
export const startRecordingServer = async (handler: Handler, options: { readonly port?: number } = {}): Promise<RecordingServer> => {
  const requests: RecordedRequest[] = []
  const record = (message: IncomingMessage, body: Uint8Array): void => {
    requests.push({ method: message.method ?? '', url: message.url ?? '', headers: message.headers, body })
  }
  const answer = getRequestListener(async (request) => handler(request))
  const server = createServer((message, response) => {
    const body = new Promise<Uint8Array>((resolve, reject) => {
      bodyOf(message).then(resolve, reject)
    })
    void body.then(async (bytes) => {
      record(message, bytes)
      await answer(Object.assign(message, { rawBody: Buffer.from(bytes) }), response)
    })
  })
  server.on('upgrade', (message, socket) => {
    record(message, new Uint8Array())
    socket.destroy()
  })
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://localhost:${String(address.port)}`,
    requests,
    clear: () => {
      requests.length = 0
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}

/** A handler that passes every request on to another origin, so that its traffic can be recorded too. */
export const passOn = (origin: string): Handler => async (request) => {
  const { pathname, search } = new URL(request.url)
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD'
  const answer = await fetch(origin.replace(/\/$/, '') + pathname + search, {
    method: request.method,
    headers: request.headers,
    redirect: 'manual',
    ...(hasBody ? { body: await request.arrayBuffer() } : {}),
  })
  const headers = new Headers(answer.headers)
  headers.delete('content-encoding')
  headers.delete('content-length')
  return new Response(answer.body, { status: answer.status, headers })
}
