import type { Clock } from '../core/ports.js'
import type { Millis } from '../core/time.js'

/** The wall clock of this browser, moved by `offsetMs` (for tests). */
export function createClock(offsetMs = 0): Clock {
  return { now: () => (Date.now() + offsetMs) as Millis }
}
