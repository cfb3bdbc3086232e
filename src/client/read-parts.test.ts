import { createServer, type Server } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { PART_BYTES, readParts } from './read-parts.js'

const file = (length: number): Buffer => Buffer.from(Uint8Array.from({ length }, (_, i) => i % 251))

interface Serving {
  /** The version that the answer to each request, counted from 1, names. */
  readonly tag?: (request: number) => string
  /** Answers every request with the whole file, as a server without ranges does. */
  readonly whole?: true
  /** The first byte of a part is one too late. */
  readonly late?: true
}

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

/** A web server over one file. */
async function serve(content: Buffer, { tag = () => 'v1', whole, late }: Serving = {}) {
  const asked: string[] = []
  const server = createServer(({ headers }, response) => {
    asked.push(headers.range ?? '')
    const etag = tag(asked.length)
    if (whole) return void response.writeHead(200, { ETag: etag }).end(content)
    const [from = 0, to = 0] = (headers.range ?? '').replace('bytes=', '').split('-').map(Number)
    if (from >= content.length) return void response.writeHead(416).end()
    const part = content.subarray(from + (late ? 1 : 0), to + 1)
    return void response.writeHead(206, { 'Content-Range': `bytes ${String(from)}-${String(Math.min(to, content.length - 1))}/${String(content.length)}`, ETag: etag }).end(part)
  })
  servers.push(server)
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return { asked, request: (headers: Readonly<Record<string, string>>): Promise<Response> => fetch(`http://127.0.0.1:${String(port)}/catalog.bin`, { headers }) }
}

describe('a file read in parts', () => {
  it('comes together to the byte, in a fixed order', async () => {
    const content = file(2 * PART_BYTES + 17)
    const { request, asked } = await serve(content)
    const read = await readParts(request)
    expect(Buffer.compare(Buffer.from(read?.bytes ?? new ArrayBuffer(0)), content)).toBe(0)
    expect(asked).toEqual([`bytes=0-${PART_BYTES - 1}`, `bytes=${PART_BYTES}-${2 * PART_BYTES - 1}`, `bytes=${2 * PART_BYTES}-${3 * PART_BYTES - 1}`])
  })

  it('takes one request for a small file, and no part past the end of one that fills its parts', async () => {
    for (const length of [99, PART_BYTES]) {
      const { request, asked } = await serve(file(length))
      expect((await readParts(request))?.bytes.byteLength).toBe(length)
      expect(asked).toHaveLength(1)
    }
  })

  it('takes the whole from a server without ranges', async () => {
    const { request } = await serve(file(50), { whole: true })
    expect((await readParts(request))?.bytes.byteLength).toBe(50)
  })

  it('gives up where the file was replaced in between, or the server does not keep to the range', async () => {
    const replaced = await serve(file(2 * PART_BYTES), { tag: (request) => `v${String(request)}` })
    expect(await readParts(replaced.request)).toBeUndefined()
    const late = await serve(file(2 * PART_BYTES), { late: true })
    expect(await readParts(late.request)).toBeUndefined()
    expect(await readParts((await serve(Buffer.alloc(0))).request)).toBeUndefined()
  })
})
