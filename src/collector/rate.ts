import type { Clock } from '../core/ports.js'

/**
 * Lets so many through a second, and a burst after a quiet time (token bucket). It counts requests of everyone
 * together: the collector does not look at who sends.
 */
export function createRate(clock: Clock, { perSecond, burst }: { readonly perSecond: number; readonly burst: number }): { take(): boolean } {
  let tokens = burst
  let filled = clock.now()
  return {
    take() {
      const now = clock.now()
      tokens = Math.min(burst, tokens + (Math.max(0, now - filled) * perSecond) / 1_000)
      filled = now
      if (tokens < 1) return false
      tokens -= 1
      return true
    },
  }
}
