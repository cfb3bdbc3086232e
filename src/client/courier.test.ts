import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StoredReport } from '../core/privacy/stored-report.js'
import { deliver } from './courier.js'

interface Arrived {
  readonly line: string
  readonly headers: IncomingHttpHeaders
  readonly body: readonly number[]
}

const BYTES = Uint8Array.of(1, 2, 3, 250)
const report = (changes: Partial<StoredReport> = {}): StoredReport => ({ task: 't', hash: 'h', epoch: 2_964, microEpsilon: 1_000_000, reportId: 'r', bytes: BYTES, state: 'waiting', attempts: 1, ...changes }) as StoredReport

let server: Server
let url = ''
let status = 201
const arrived: Arrived[] = []

beforeAll(async () => {
  server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      arrived.push({ line: `${request.method ?? ''} ${request.url ?? ''}`, headers: request.headers, body: [...Buffer.concat(parts)] })
      response.writeHead(status).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
})

afterAll(() => new Promise((resolve) => server.close(resolve)))

const sent = (changes: Partial<StoredReport> = {}, at = url) => deliver(at, report(changes), new AbortController().signal)

describe('the courier', () => {
  it('sends exactly the bytes, to the collector or to the leader of two aggregators, and nothing that names anyone', async () => {
    expect(await sent()).toEqual({ state: 'sent', outcome: 'accepted' })
    expect(await sent({ upload: { leader: `${url}leader/`, taskId: 'abc' } } as Partial<StoredReport>)).toEqual({ state: 'sent', outcome: 'accepted' })
    expect(arrived.map(({ line, body }) => [line, body])).toEqual([['POST /v1/reports', [...BYTES]], ['PUT /leader/tasks/abc/reports', [...BYTES]]])
    expect(arrived.map(({ headers }) => headers['content-type'])).toEqual(['application/octet-stream', 'application/dap-report'])
    for (const { headers } of arrived) for (const name of ['cookie', 'referer', 'authorization', 'if-none-match']) expect(headers[name]).toBeUndefined()
  })

  it.each([
    [200, 1, 'sent'],
    [400, 1, 'given-up'],
    [404, 1, 'given-up'],
    [409, 1, 'given-up'],
    [413, 1, 'given-up'],
    [408, 1, 'waiting'],
    [429, 2, 'waiting'],
    [503, 1, 'waiting'],
    [503, 3, 'given-up'],
  ] as const)('takes %i at try %i for: %s', async (answered, attempts, state) => {
    status = answered
    expect((await sent({ attempts })).state).toBe(state)
  })

  it('keeps what could not be delivered for another try, and gives it up after the third', async () => {
    const nowhere = 'http://127.0.0.1:9/'
    expect(await sent({}, nowhere)).toEqual({ state: 'waiting', outcome: 'the collector could not be reached' })
    expect((await sent({ attempts: 3 }, nowhere)).state).toBe('given-up')
  })

  it('sends nothing once it was stopped', async () => {
    const before = arrived.length
    const stopped = new AbortController()
    stopped.abort()
    expect((await deliver(url, report(), stopped.signal)).state).toBe('waiting')
    expect(arrived).toHaveLength(before)
  })
})
