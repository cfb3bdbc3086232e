import type { Server } from 'node:http'
import { problemBody } from './problem.js'

/** What the HTTP parser refuses before there is a request, by its code; everything else is simply no request. */
const REFUSALS: Readonly<Record<string, readonly [status: number, phrase: string, title: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large', 'The headers are too long'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'Payload Too Large', 'The body is too long'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout', 'The request took too long'],
}

const NO_REQUEST = [400, 'Bad Request', 'Not a request'] as const

/** Answers broken, broken-off and late requests with a problem, as everything else is refused, and closes the connection. */
export function refuseBrokenRequests(server: Pick<Server, 'on'>): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') {
      socket.destroy()
      return
    }
    const [status, phrase, title] = REFUSALS[error.code ?? ''] ?? NO_REQUEST
    const body = problemBody(status, title)
    socket.end(`HTTP/1.1 ${status} ${phrase}\r\nContent-Type: application/problem+json\r\nCache-Control: no-store\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`)
  })
}
