import type { IDBPDatabase } from 'idb'
import type { DatabaseShape } from '../protocol/databases.js'
import { openDatabase } from '../storage/open-database.js'

/**
 * A database that opens when first used and opens again when its connection is lost (Safari drops connections for good;
 * another tab may upgrade or delete). A versionchange closes it at once, so that an erasure elsewhere is never blocked here.
 */
export interface Database {
  /** False where it is neither open nor there: looking must not create it. */
  exists(): Promise<boolean>
  use<T>(work: (connection: IDBPDatabase) => Promise<T>): Promise<T>
  /** Runs `act` where the database was not there and had to be made; again the next time where it fails. */
  whenMade(act: () => Promise<void>): Promise<void>
  /** For good: what is under way ends, and nothing opens it again. */
  close(): Promise<void>
}

export function createDatabase(shape: DatabaseShape): Database {
  let opening: Promise<IDBPDatabase> | undefined
  let made = false
  let closed = false
  let acting: Promise<void> | undefined
  const underWay = new Set<Promise<unknown>>()

  const open = (): Promise<IDBPDatabase> => {
    const forget = (): void => {
      if (opening === attempt) opening = undefined
    }
    const attempt = openDatabase(shape, { lost: forget, made: () => { made = true } })
    attempt.catch(forget)
    return attempt
  }

  const connection = (): Promise<IDBPDatabase> => (closed ? Promise.reject(new DOMException('closed', 'AbortError')) : (opening ??= open()))

  /** @ungranted It opens the connection and sees no record; each caller is judged where it reads or writes. */
  const inConnection = async <T>(work: (connection: IDBPDatabase) => Promise<T>): Promise<T> => {
    try {
      return await work(await connection())
    } catch (error) {
      if (!isLostConnection(error)) throw error
      opening = undefined
      return work(await connection())
    }
  }

  return {
    exists: async () => opening !== undefined || (await indexedDB.databases()).some(({ name }) => name === shape.name),
    use(work) {
      const done = inConnection(work)
      underWay.add(done)
      void done.catch(() => undefined).finally(() => underWay.delete(done))
      return done
    },
    async whenMade(act) {
      if (!made) return
      // Of several uses at once one acts, and all wait for it.
      acting ??= act().then(() => { made = false }).finally(() => { acting = undefined })
      await acting
    },
    /** @ungranted It waits until what others began is over, then lets go of the connection; it is handed no record. */
    async close() {
      closed = true
      await Promise.allSettled(underWay)
      const current = await opening?.catch(() => undefined)
      opening = undefined
      if (current === undefined) return
      // A connection that was lost meanwhile has nothing left to wait for.
      await overAll(current).catch(() => undefined)
      current.close()
    },
  }
}

/**
 * Resolves once every transaction on this connection is over: one over all its stores has to wait for each. A connection
 * that is closed before, and whose worker is ended then, WebKit keeps for as long as the browser runs.
 * @ungranted It counts, tells nobody, and changes nothing.
 */
async function overAll(connection: IDBPDatabase): Promise<void> {
  const names = [...connection.objectStoreNames]
  const tx = connection.transaction(names, 'readwrite')
  await Promise.all([...names.map((name) => tx.objectStore(name).count()), tx.done])
}

/** A handle that will never work again: closing, or lost to the server process. Worth one new connection. */
function isLostConnection(error: unknown): boolean {
  return error instanceof DOMException && (error.name === 'InvalidStateError' || (error.name === 'UnknownError' && /connection/i.test(error.message)))
}
