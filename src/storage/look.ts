import type { IDBPDatabase, IDBPTransaction } from 'idb'

/** A transaction that only reads. */
export type Looking = IDBPTransaction<unknown, string[], 'readonly'>

/**
 * Reads within one transaction, and answers once it is over. Where a worker or a page is ended in the middle of a
 * transaction, WebKit keeps the connection for as long as the browser runs, and no deletion gets past it; an answer at
 * the last result alone would leave the transaction open for as long as whoever asked goes on computing.
 */
export async function look<T>(connection: IDBPDatabase, stores: readonly string[], read: (tx: Looking) => Promise<T>): Promise<T> {
  const tx = connection.transaction([...stores], 'readonly')
  const [found] = await Promise.all([read(tx), tx.done])
  return found
}
