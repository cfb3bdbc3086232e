import { deleteDB, openDB } from 'idb'
import { assetCache, consentDatabase, historyDatabase, historyLock } from '../protocol/databases.js'
import { letGo } from '../storage/open-database.js'

/** How long other tabs get to let go of the history before the answer is `erase-blocked`. */
export const ERASE_MS = 2000
/** How long a browser that names nobody in the way may take to delete: it is slow, or whoever holds the database is asleep. */
const SLOW_MS = 5000

const after = <T>(ms: number, answer: T): Promise<T> => new Promise((resolve) => setTimeout(resolve, ms, answer))

export type Erased = 'erased' | 'erase-blocked'

/**
 * Runs `work` with the history lock held alone, so that no write of any tab is under way or can start. A tab that does
 * not let go in time (frozen, hung) loses the lock: its next write asks for it again and finds the new decision.
 */
export async function withHistoryAlone<T>(namespace: string, work: () => Promise<T>): Promise<T> {
  // Without locks no worker has ever written here: nothing is there to be kept out.
  if (navigator.locks === undefined) return work()
  const name = historyLock(namespace)
  const waiting = new AbortController()
  const timer = setTimeout(() => waiting.abort(), ERASE_MS)
  try {
    return await navigator.locks.request(name, { mode: 'exclusive', signal: waiting.signal }, () => {
      clearTimeout(timer)
      return work()
    })
  } catch (error) {
    if (!waiting.signal.aborted || !(error instanceof DOMException) || error.name !== 'AbortError') throw error
    return navigator.locks.request(name, { mode: 'exclusive', steal: true }, work)
  } finally {
    clearTimeout(timer)
  }
}

export async function historyExists(namespace: string): Promise<boolean> {
  const { name } = historyDatabase(namespace)
  for (const database of await indexedDB.databases()) if (database.name === name) return true
  return false
}

/**
 * Destroys the key, then deletes the history database: should another tab hold the database open, what is left in it
 * cannot be read. Held too long it is `erase-blocked`; the deletion stays queued and finishes when that tab goes.
 */
export async function eraseHistory(namespace: string): Promise<Erased> {
  const { name } = historyDatabase(namespace)
  if (!(await historyExists(namespace))) return 'erased'
  await destroyKey(name)
  return new Promise((resolve, reject) => {
    const blocked = (ms: number): void => void after(ms, 'erase-blocked' as const).then(resolve)
    deleteDB(name, { blocked: () => blocked(ERASE_MS) }).then(() => resolve('erased'), reject)
    blocked(SLOW_MS)
  })
}

/** Best effort: where the database does not open in time, its deletion alone must do. */
async function destroyKey(name: string): Promise<void> {
  const opening = openDB(name, undefined, { blocking: (_current, _blocked, event) => { letGo(event) } })
  const destroyed = opening.then(async (connection) => {
    if (connection.objectStoreNames.contains('keys')) {
      const tx = connection.transaction('keys', 'readwrite', { durability: 'strict' })
      await Promise.all([tx.store.clear(), tx.done])
    }
    connection.close()
  })
  await Promise.race([destroyed.catch(() => undefined), after(ERASE_MS, undefined)])
}

/** The last resort of a withdrawal that could not be written: no record of the choice is left at all, and what is spent of the budget goes with it. */
export async function eraseConsent(namespace: string): Promise<void> {
  await deleteDB(consentDatabase(namespace).name)
}

/** Deletes the cached bytes of pinned files. They are the same for everyone, but that they are there says that Hearth was allowed here. */
export async function eraseAssets(namespace: string): Promise<void> {
  if ('caches' in globalThis) await caches.delete(assetCache(namespace)).catch(() => false)
}

/** Looks again: the names of Hearth's databases, caches and storage keys of this namespace that are there now. */
export async function lookAgain(namespace: string): Promise<readonly string[]> {
  const databases = (await indexedDB.databases()).flatMap(({ name }) => (name === undefined ? [] : [name]))
  const held = 'caches' in globalThis ? await caches.keys().catch(() => []) : []
  const ours = (name: string): boolean => name.startsWith('hearth') && (namespace === '' ? !name.includes(':') : name.endsWith(`:${namespace}`))
  return [
    ...databases.filter(ours).map((name) => `database ${name}`),
    ...held.filter(ours).map((name) => `cache ${name}`),
    ...storageKeys().filter((key) => key.startsWith('hearth')).map((key) => `storage key ${key}`),
  ]
}

/** @ungranted Only the names of keys, to show after an erasure that none of ours is there. */
function storageKeys(): readonly string[] {
  try {
    return [...Object.keys(localStorage), ...Object.keys(sessionStorage)]
  } catch {
    return []
  }
}
