import { randomFillSync } from 'node:crypto'
import type { RandomSource } from '../core/ports.js'

const POOL = 65_536

/** Cryptographic bytes of this machine, drawn in large pieces: an audit takes millions of single bytes. */
export function nodeRandomness(): RandomSource {
  const pool = new Uint8Array(POOL)
  let used = POOL
  return {
    bytes(length) {
      if (used + length > POOL) {
        randomFillSync(pool)
        used = 0
      }
      used += length
      return pool.slice(used - length, used)
    },
  }
}
