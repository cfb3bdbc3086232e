import { openDB } from 'idb'
import type { IDBPDatabase } from 'idb'
import type { DatabaseShape } from '../protocol/databases.js'
import { inTime } from './in-time.js'

const nobody = (): void => undefined

/**
 * Opens a database in its shape, or rejects with a `TimeoutError`; a connection that comes too late is closed, so that
 * nothing is written after the answer was a refusal. It lets go at once of a database that another tab wants to upgrade
 * or delete; `lost` hears of that, and of a connection that the browser ended. `made` hears of a database that was not there before.
 */
export async function openDatabase(shape: DatabaseShape, { lost = nobody, made = nobody }: { readonly lost?: () => void; readonly made?: () => void } = {}): Promise<IDBPDatabase> {
  const opening = openDB(shape.name, shape.version, {
    upgrade(connection, before) {
      for (const { name, keyPath } of shape.stores) {
        if (!connection.objectStoreNames.contains(name)) connection.createObjectStore(name, keyPath === undefined ? {} : { keyPath })
      }
      if (before === 0) made()
    },
    blocking(_current, _blocked, event) {
      lost()
      letGo(event)
    },
    terminated: lost,
  })
  try {
    return await inTime(opening)
  } catch (error) {
    void opening.then((late) => late.close(), () => undefined)
    throw error
  }
}

/** For `blocking`: closes the connection that stands in the way. */
export function letGo(event: Event): void {
  if (event.target instanceof IDBDatabase) event.target.close()
}
