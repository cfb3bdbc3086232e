import type { Rolldown } from 'vite'

/** HPKE's library falls back to Node's `crypto` where a realm has none; browsers have one, so the stand-in is never met. */
const CRYPTO_FALLBACK = 'Module "crypto" has been externalized for browser compatibility, imported by'

/** Passes on what the bundler says, but for `'use client'`, which the banner puts back where it is needed, and for a fallback that no browser takes. */
export const exceptDirectives = (level: Rolldown.LogLevel, log: Rolldown.RolldownLog, pass: (level: Rolldown.LogLevel, log: Rolldown.RolldownLog) => void): void => {
  if (log.code !== 'MODULE_LEVEL_DIRECTIVE' && !(log.message.includes(CRYPTO_FALLBACK) && log.message.includes('/@hpke/common/'))) pass(level, log)
}
