import type { RandomSource } from '../core/ports.js'

/** The browser's cryptographic generator; synchronous, so that it may be drawn from inside a transaction. */
export const browserRandomness: RandomSource = {
  bytes(length) {
    return crypto.getRandomValues(new Uint8Array(length))
  },
}
