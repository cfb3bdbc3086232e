import type { Millis } from './time.js'

/** The time by this device. */
export interface Clock {
  now(): Millis
}

/** Cryptographic randomness, synchronous, so that it can be drawn inside an IndexedDB transaction. */
export interface RandomSource {
  /** `length` uniform bytes. */
  bytes(length: number): Uint8Array
}
