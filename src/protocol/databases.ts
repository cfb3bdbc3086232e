/**
 * The two databases as plain data, so that the page (which reads and writes the decision alone) and the workers open
 * them in the same shape. A later version appends stores; it never renames one.
 */
export interface StoreShape {
  readonly name: string
  readonly keyPath?: string
}

export interface DatabaseShape {
  readonly name: string
  readonly version: number
  readonly stores: readonly StoreShape[]
}

const suffix = (namespace: string): string => (namespace === '' ? '' : `:${namespace}`)

/** Decision, receipts, ledger and unsent reports: what must outlive an erasure of the history. */
export function consentDatabase(namespace: string): DatabaseShape {
  return {
    name: `hearth-consent${suffix(namespace)}`,
    version: 1,
    stores: [{ name: 'decision' }, { name: 'receipts', keyPath: 'id' }, { name: 'ledger' }, { name: 'reports', keyPath: 'reportId' }],
  }
}

/** Events, vectors and the key: erased whole by forget and by withdrawal. */
export function historyDatabase(namespace: string): DatabaseShape {
  return {
    name: `hearth-history${suffix(namespace)}`,
    version: 1,
    stores: [{ name: 'events', keyPath: 'id' }, { name: 'keys' }, { name: 'vectors' }, { name: 'state' }],
  }
}

/** Key in `decision` of the mark that a history was begun under the grant beside it. */
export const HISTORY = 'history'

/** Key of the one record in `decision`, `ledger` and `state`. */
export const CURRENT = 'current'

/** Web Lock: history writes hold it shared, an erasure exclusively. */
export const historyLock = (namespace: string): string => `hearth-history${suffix(namespace)}`

/** BroadcastChannel on which pages say that the decision or the history changed. It never carries a record. */
export const pageChannel = (namespace: string): string => `hearth${suffix(namespace)}`

/** Cache Storage: bytes of pinned assets, the same for every visitor. */
export const assetCache = (namespace: string): string => `hearth-assets${suffix(namespace)}`
