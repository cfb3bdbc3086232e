/** A part small enough that a connection which breaks costs little: some 10,000 catalog rows. */
export const PART_BYTES = 4 * 1024 * 1024

/**
 * Reads a file by range requests, one after another. `undefined` where a part does not fit the others (the file was
 * replaced in between, or the server does not keep to the range): fetch it whole then.
 */
export async function readParts(request: (headers: Readonly<Record<string, string>>) => Promise<Response>): Promise<{ readonly status: 'ok'; readonly bytes: ArrayBuffer } | undefined> {
  let whole: Uint8Array<ArrayBuffer> | undefined
  let version: string | undefined
  for (let at = 0; whole === undefined || at < whole.byteLength; ) {
    const response = await request({ Range: `bytes=${at}-${at + PART_BYTES - 1}` })
    if (response.status === 200 && at === 0) return { status: 'ok', bytes: await response.arrayBuffer() }
    const total = Number(/^bytes (\d+)-\d+\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[2])
    const tag = response.headers.get('etag') ?? response.headers.get('last-modified') ?? ''
    if (response.status !== 206 || !Number.isSafeInteger(total) || (version !== undefined && tag !== version)) return undefined
    version = tag
    whole ??= new Uint8Array(total)
    const part = new Uint8Array(await response.arrayBuffer())
    if (whole.byteLength !== total || part.byteLength !== Math.min(PART_BYTES, total - at)) return undefined
    whole.set(part, at)
    at += part.byteLength
  }
  return { status: 'ok', bytes: whole.buffer }
}
