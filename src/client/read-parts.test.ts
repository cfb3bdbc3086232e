import { describe, expect, it } from 'vitest'
import { PART_BYTES, readParts } from './read-parts.js'

const file = (length: number): Uint8Array<ArrayBuffer> => Uint8Array.from({ length }, (_, i) => i % 251)

/** A server with ranges over one file; `change` sees each answer on its way out. */
function server(content: Uint8Array<ArrayBuffer>, tag: (request: number) => string = () => 'v1') {
  const asked: string[] = []
  return {
    asked,
    request: ({ Range: range = '' }: Readonly<Record<string, string>>): Promise<Response> => {
      asked.push(range)
      const [from = 0, to = 0] = range.replace('bytes=', '').split('-').map(Number)
      const end = Math.min(to, content.length - 1)
      return Promise.resolve(new Response(content.slice(from, end + 1), { status: 206, headers: { 'Content-Range': `bytes ${from}-${end}/${content.length}`, ETag: tag(asked.length) } }))
    },
  }
}

describe('a file read in parts', () => {
  it('comes together to the byte, in a fixed order', async () => {
    const content = file(2 * PART_BYTES + 17)
    const { request, asked } = server(content)
    const read = await readParts(request)
    expect(Buffer.compare(Buffer.from(read?.bytes ?? new ArrayBuffer(0)), Buffer.from(content))).toBe(0)
    expect(asked).toEqual([`bytes=0-${PART_BYTES - 1}`, `bytes=${PART_BYTES}-${2 * PART_BYTES - 1}`, `bytes=${2 * PART_BYTES}-${3 * PART_BYTES - 1}`])
  })

  it('takes one request for a small file', async () => {
    const { request, asked } = server(file(99))
    expect((await readParts(request))?.bytes.byteLength).toBe(99)
    expect(asked).toHaveLength(1)
  })

  it('takes the whole from a server without ranges', async () => {
    const read = await readParts(() => Promise.resolve(new Response(file(50))))
    expect(read?.bytes.byteLength).toBe(50)
  })

  it('gives up where the file was replaced in between, or the server does not keep to the range', async () => {
    expect(await readParts(server(file(2 * PART_BYTES), (request) => `v${String(request)}`).request)).toBeUndefined()
    expect(await readParts(() => Promise.resolve(new Response('', { status: 416 })))).toBeUndefined()
  })
})
