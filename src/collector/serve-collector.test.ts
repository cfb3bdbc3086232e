import { rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { publishedTask } from '../core/privacy/testing/published-task.js'
import { epochOf, type Millis } from '../core/time.js'
import { serveCollector, type ServedCollector } from './serve-collector.js'
import { hostileBody } from './testing/hostile-body.js'
import { madeReport } from './testing/report-maker.js'
import { storeFolder } from './testing/store-folder.js'

const task = publishedTask()
// Short, and long enough for a machine that is busy with other tests.
const LIMITS = { headersMs: 800, requestMs: 1_200, lookMs: 100, idleMs: 400, connections: 60 } as const

let folder = ''
let served: ServedCollector
const open = new Set<Socket>()

/** A connection that says so much and then no more; resolves with all it was answered, once it is closed. */
function slow(said: string): Promise<string> {
  const socket = connect(Number(new URL(served.url).port), '127.0.0.1')
  open.add(socket)
  let answer = ''
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')))
  socket.on('error', () => undefined)
  socket.write(said)
  return new Promise((resolve) => {
    socket.once('close', () => {
      open.delete(socket)
      resolve(answer)
    })
  })
}

const post = (body = madeReport(task, epochOf(Date.now() as Millis))): Promise<Response> =>
  fetch(`${served.url}v1/reports`, { method: 'POST', body: new Uint8Array(body), headers: { 'content-type': 'application/octet-stream', connection: 'close' } })

beforeAll(async () => {
  folder = await storeFolder('serve')
  served = await serveCollector({ store: folder, tasks: [task], host: '127.0.0.1', limits: LIMITS })
}, 60_000)

afterAll(async () => {
  for (const socket of open) socket.destroy()
  await served.close()
  await rm(folder, { recursive: true, force: true })
})

// What one test holds open must not stand in the way of the next.
afterEach(async () => {
  const closed = [...open].map((socket) => new Promise((resolve) => socket.once('close', resolve)))
  for (const socket of open) socket.destroy()
  await Promise.all(closed)
})

describe('a collector that is held up', () => {
  it('cuts slow senders off and answers others meanwhile: headers that never end, bodies that never come, idle connections', async () => {
    const held = [
      ...Array.from({ length: 15 }, () => slow('POST /v1/reports HTTP/1.1\r\nHost: a\r\nX-Slow: ')),
      ...Array.from({ length: 15 }, () => slow('POST /v1/reports HTTP/1.1\r\nHost: a\r\nContent-Type: application/octet-stream\r\nContent-Length: 40\r\n\r\n\u0001')),
      ...Array.from({ length: 5 }, () => slow('GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n')),
      ...Array.from({ length: 5 }, () => slow('')),
    ]
    for (let at = 0; at < 10; at += 1) expect((await post()).status).toBe(201)
    const answers = await Promise.all(held)
    expect(answers.filter((answer) => answer.startsWith('HTTP/1.1 200')).length).toBeGreaterThan(0)
    expect(answers.filter((answer) => answer.startsWith('HTTP/1.1 201'))).toEqual([])
    expect((await post()).status).toBe(201)
  })

  it('closes connections past its bound, and works on once they are gone', async () => {
    const held = Array.from({ length: 200 }, () => slow('POST /v1/reports HTTP/1.1\r\nHost: a\r\nX-Slow: '))
    const answers = await Promise.all(held)
    // Those within the bound are told that they were too slow, the others are closed without a word.
    expect(answers.filter((answer) => answer.startsWith('HTTP/1.1 408')).length).toBeGreaterThan(0)
    expect(answers.filter((answer) => answer === '').length).toBeGreaterThan(0)
    expect((await post()).status).toBe(201)
  })

  it('refuses a long body without waiting for its end, said or not', async () => {
    const said = await slow(`POST /v1/reports HTTP/1.1\r\nHost: a\r\nContent-Type: application/octet-stream\r\nContent-Length: 100000000\r\n\r\n${'x'.repeat(3_000)}`)
    const unsaid = await slow(`POST /v1/reports HTTP/1.1\r\nHost: a\r\nContent-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n\r\nbb8\r\n${'x'.repeat(3_000)}\r\n`)
    for (const answer of [said, unsaid]) expect(answer).toMatch(/^HTTP\/1\.1 413 [^]*application\/problem\+json/)
  })

  it.each([
    ['no HTTP at all', '\u0000\u0001garbage\r\n\r\n', 400],
    ['a length that is none', 'POST /v1/reports HTTP/1.1\r\nHost: a\r\nContent-Type: application/octet-stream\r\nContent-Length: -5\r\n\r\n', 400],
    ['two lengths at once', 'POST /v1/reports HTTP/1.1\r\nHost: a\r\nContent-Type: application/octet-stream\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400],
    ['a host that is none', 'GET /healthz HTTP/1.1\r\nHost: [::\r\nConnection: close\r\n\r\n', 400],
    ['an address that is none', 'GET http://[/healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 400],
    ['headers without measure', `GET /healthz HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
    ['a body that does not come', 'POST /v1/reports HTTP/1.1\r\nHost: a\r\nContent-Type: application/octet-stream\r\nContent-Length: 40\r\n\r\n\u0001', 408],
  ])('refuses %s with a problem, and serves on', async (_name, said, status) => {
    const answer = await slow(said)
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} [^]*content-type: application/problem\\+json`, 'i'))
    expect((await post()).status).toBe(201)
  })

  it('refuses a body that breaks off, counts it as a bad one, and needs no host', async () => {
    const socket = connect(Number(new URL(served.url).port), '127.0.0.1')
    socket.on('error', () => undefined)
    socket.end('POST /v1/reports HTTP/1.1\r\nHost: a\r\nContent-Type: application/octet-stream\r\nContent-Length: 40\r\n\r\n\u0001')
    await new Promise((resolve) => socket.resume().once('close', resolve))
    const { answered } = (await (await fetch(`${served.url}v1/results`, { headers: { authorization: `bearer ${served.token}` } })).json()) as { answered: Record<string, number> }
    expect(Object.keys(answered).filter((status) => Number(status) >= 500)).toEqual([])
    expect(await slow('GET /healthz HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 200 /)
  })

  it('accepts no malformed body over HTTP and fails on none', { timeout: 1_800_000 }, async () => {
    const runs = Number(process.env['HEARTH_FUZZ'] ?? 200)
    const counted = async (): Promise<unknown> => ((await (await fetch(`${served.url}v1/results/${task.id}/${epochOf(Date.now() as Millis)}`, { headers: { authorization: `Bearer ${served.token}` } })).json()) as { n: unknown }).n
    const before = await counted()
    const answers = new Map<number, number>()
    await fc.assert(fc.asyncProperty(fc.array(hostileBody(madeReport(task, epochOf(Date.now() as Millis)), task.mechanism.w), { minLength: 20, maxLength: 20 }), async (bodies) => {
      const statuses = await Promise.all(bodies.map(async (body) => {
        const answer = await fetch(`${served.url}v1/reports`, { method: 'POST', body, headers: { 'content-type': 'application/octet-stream' } })
        await answer.arrayBuffer()
        return answer.headers.get('content-type') === 'application/problem+json' ? answer.status : 0
      }))
      for (const status of statuses) answers.set(status, (answers.get(status) ?? 0) + 1)
      return statuses.every((status) => status >= 400 && status < 500)
    }), { numRuns: Math.ceil(runs / 20), endOnFailure: true })
    expect(await counted()).toBe(before)
    if (process.env['HEARTH_FIGURES'] === 'print') process.stdout.write(`malformed bodies over HTTP: ${JSON.stringify(Object.fromEntries(answers))}\n`)
  })
})
