import { createHash } from 'node:crypto'

/** `bytes` is the length, `sha256` lower-case hex, `integrity` the value for an `integrity` attribute (SHA-384, base64). */
export interface FileDigest {
  readonly bytes: number
  readonly sha256: string
  readonly integrity: string
}

/** What a manifest says of one file. */
export function fileDigest(content: Uint8Array | string): FileDigest {
  return {
    bytes: Buffer.byteLength(content),
    sha256: createHash('sha256').update(content).digest('hex'),
    integrity: `sha384-${createHash('sha384').update(content).digest('base64')}`,
  }
}
