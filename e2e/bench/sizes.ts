import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { root } from '../../src/build/paths.js'
import type { Result } from './result.js'

/** Gzip size of a published file. */
export function gzipResult(id: string, file: string, limit?: number): Result {
  const ours = gzipSync(readFileSync(join(root, 'dist', file)), { level: 9 }).byteLength
  return { id, unit: 'bytes, gzip', better: 'lower', ours, peers: {}, ...(limit === undefined ? {} : { limit }), rounds: 1 }
}
