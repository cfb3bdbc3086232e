import type { InteractionEvent } from '../history/event.js'
import type { Epoch, Millis } from '../time.js'

/** What an answer may be computed from: this browser's own records, and nothing from outside. */
export interface Records {
  /** Oldest first. */
  readonly events: readonly InteractionEvent[]
  readonly epoch: Epoch
  readonly now: Millis
}
