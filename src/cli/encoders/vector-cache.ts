import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs'
import { dirname } from 'node:path'
import { naming } from '../input-fault.js'
import { makeFolder } from '../make-folder.js'

const HASH_BYTES = 32

/** Vectors by the hash of their text, in one file that only grows: what was embedded once is never embedded again, also after an interruption. */
export interface VectorCache {
  get(text: string): Float32Array | undefined
  /** Appends row-major vectors of `texts` to the file at once. */
  add(texts: readonly string[], vectors: Float32Array): void
}

/**
 * Opens or begins a cache file for one model: records of a SHA-256 and `dimensions` float32, in the machine's byte order.
 * A record cut short by an interruption is dropped.
 */
export function openVectorCache(path: string, dimensions: number): VectorCache {
  const recordBytes = HASH_BYTES + 4 * dimensions
  const known = new Map<string, Float32Array>()
  if (existsSync(path)) {
    const bytes = readFileSync(path)
    const whole = bytes.length - (bytes.length % recordBytes)
    for (let start = 0; start < whole; start += recordBytes) {
      const record = new Uint8Array(bytes.subarray(start, start + recordBytes))
      known.set(Buffer.from(record.subarray(0, HASH_BYTES)).toString('base64'), new Float32Array(record.buffer, HASH_BYTES, dimensions))
    }
    if (whole !== bytes.length) truncateSync(path, whole)
  }
  return {
    get: (text) => known.get(hashOf(text).toString('base64')),
    add(texts, vectors) {
      const records = texts.map((text, row) => {
        const hash = hashOf(text)
        const vector = vectors.slice(row * dimensions, (row + 1) * dimensions)
        known.set(hash.toString('base64'), vector)
        return Buffer.concat([hash, new Uint8Array(vector.buffer)])
      })
      makeFolder(dirname(path))
      naming(path, () => { appendFileSync(path, Buffer.concat(records)) })
    },
  }
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
