import type { CellToSeal } from '../core/ports.js'

/** Keys of the two aggregators, as each published them (`application/dap-hpke-config-list`): the same for every visitor. */
export interface AggregatorKeys {
  readonly leader: ArrayBuffer
  readonly helper: ArrayBuffer
}

/** `failed` carries a stable code (`sharding`; of its worker `isolation-open`, `host-reports-csp`) and a sentence without a word of the visitor's. */
export type SealedMessage = { readonly status: 'ok'; readonly bytes: Uint8Array } | { readonly status: 'failed'; readonly code: string; readonly message: string }

/**
 * What the personalizer says to the sharder, over one MessagePort: a worker of its own, without a network and without
 * a database, that is only loaded where a question over DAP is answered.
 */
export interface SharderFacade {
  /** A whole DAP-09 report with that cell, sealed to those keys. */
  seal(cell: CellToSeal, keys: AggregatorKeys): Promise<SealedMessage>
}

/** What its worker offers besides: no answer is handed to one that is not shut in. */
export interface SharderWorker extends SharderFacade {
  shut(): Promise<{ readonly status: 'ok' } | Extract<SealedMessage, { readonly status: 'failed' }>>
}
