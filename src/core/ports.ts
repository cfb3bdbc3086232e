import type { Denied, Unavailable } from './answer.js'
import type { Grant } from './consent/gate.js'
import type { Decision } from './consent/decision.js'
import type { InteractionEvent, EventId } from './history/event.js'
import type { Held, Step } from './privacy/answering.js'
import type { LedgerState } from './privacy/ledger.js'
import type { StoredReport } from './privacy/stored-report.js'
import type { Millis } from './time.js'

// What the core needs from outside, one interface each. Adapters implement them; tests may replace them for faults that cannot be had otherwise.

// The two that the rooms named above need themselves stand by themselves.
export type { Clock, RandomSource } from './powers.js'

/** A write that took place, or why it did not; `unavailable` codes: `storage-full`, `storage-refused`. */
export type Written = { readonly status: 'ok' } | Denied | Unavailable

export type Read<T> = { readonly status: 'ok'; readonly value: T } | Denied | Unavailable

/** What the visitor wants of a topic, whatever the history says. */
export type TopicWishes = Readonly<Record<string, 'boost' | 'mute'>>

/** What the store keeps besides events: small, derived, and erased with them. */
export interface HistoryState {
  readonly wishes?: TopicWishes
  /** Topics that the visitor chose or muted, with their strength. */
  readonly topics?: Readonly<Record<string, number>>
  /** Drawn once: what decides which places are explored, until the history is erased. */
  readonly explorationSeed?: number
  /** Drawn once, where the site keeps a holdout. */
  readonly arm?: 'personalized' | 'original'
  /** The experiment that the arm was drawn for. */
  readonly experiment?: string
  /** The coins of this epoch's interleaved lists. */
  readonly interleaving?: { readonly epoch: number; readonly seed: string }
}

/** What a device remembers of a visitor. */
export interface WholeHistory {
  readonly revision: number
  /** Oldest first. */
  readonly events: readonly InteractionEvent[]
  readonly state: HistoryState
  /** When a history begun under this grant was found missing, erased by nobody here. */
  readonly lost?: Millis
}

/**
 * The visitor's history. Every call takes the grant, and the decision is read again under the history lock, so that a
 * withdrawal in another tab wins over any call in flight.
 */
export interface HistoryStore {
  /** A number that changes with every write in any tab, so that a copy in memory knows when it is stale. */
  revision(grant: Grant<'personalization'>): Promise<Read<number>>
  /** All of it as it stands at one moment. */
  whole(grant: Grant<'personalization'>): Promise<Read<WholeHistory>>
  /** Writes the event, or puts it in the place of the one with its id, where the history still stands at `revision`. The value is the revision since; undefined where anybody has written meanwhile, and then nothing is written. */
  append(grant: Grant<'personalization'>, event: InteractionEvent, revision: number): Promise<Read<number | undefined>>
  /** All of them or none. */
  appendAll(grant: Grant<'personalization'>, events: readonly InteractionEvent[]): Promise<Written>
  remove(grant: Grant<'personalization'>, ids: readonly EventId[]): Promise<Written>
  writeState(grant: Grant<'personalization'>, state: HistoryState): Promise<Written>
}

/** Ledger and reports, in one database with the decision. */
export interface ReleaseStore {
  /** One strict transaction, which re-reads the decision; `build` runs inside it and must be synchronous. */
  release<Answer>(grant: Grant<'aggregates'>, build: (held: Held & { readonly decision: Decision }) => Step<Answer>): Promise<Read<Answer>>
  /** The visitor's own look at what was spent and sent. */
  ledger(grant: Grant<'personalization'>): Promise<Read<{ readonly ledger: LedgerState | undefined; readonly decision: Decision }>>
  reports(grant: Grant<'personalization'>): Promise<Read<readonly StoredReport[]>>
}

/** What a sharder needs of an answer: one cell of a histogram that counts one, the rest none. */
export interface CellToSeal {
  /** 32 bytes in base64url, by which the aggregators know the task. */
  readonly taskId: string
  readonly length: number
  readonly chunkLength: number
  readonly cell: number
  /** Seconds since 1970, a multiple of the epoch's length: no finer time travels. */
  readonly time: number
}

/** Cuts an answer in two shares that say nothing alone, and seals each to its aggregator. Asynchronous, so never inside a transaction. */
export interface Sharder {
  /** The task whose aggregators' keys it holds. */
  readonly taskId: string
  seal(cell: CellToSeal): Promise<{ readonly status: 'ok'; readonly bytes: Uint8Array } | Unavailable>
}

/** A vector that the transformer made on this device, under the hash of the text it belongs to (`textHash`). */
export interface KeptVector {
  readonly hash: string
  readonly space: string
  readonly vector: Float32Array
}

/** Vectors kept between visits, so that no text is embedded twice: sealed like the history, bounded, and erased with it; those of a forgotten event's text go with the event. */
export interface VectorStore {
  kept(grant: Grant<'personalization'>): Promise<Read<readonly KeptVector[]>>
  /** One batch; the oldest batches go where there are too many. */
  keep(grant: Grant<'personalization'>, vectors: readonly KeptVector[]): Promise<Written>
}

/** The site's own model: `rows` × as many features as it takes, row-major, to one score a row. */
export interface Scorer {
  score(values: Float32Array, rows: number): Promise<{ readonly status: 'ok'; readonly scores: Float32Array } | Unavailable>
}

/** Turns texts into transformer vectors, row-major; `undefined` rows are texts without words. Where `withinMs` is given and over, the answer is that it is late. */
export interface TransformerEncoder {
  embed(texts: readonly string[], withinMs?: number): Promise<{ readonly status: 'ok'; readonly vectors: readonly (Float32Array | undefined)[] } | Unavailable>
}
