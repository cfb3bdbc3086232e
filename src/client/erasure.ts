import { assetCache, historyDatabase, historyLock } from '../protocol/databases.js'

/** How long other tabs get to let go of the history before the answer is `erase-blocked`. */
export const ERASE_MS = 2000

export type Erased = 'erased' | 'erase-blocked'

/**
 * Runs `work` with the history lock held alone, so that no write of any tab is under way or can start. A tab that does
 * not let go in time (frozen, hung) loses the lock: its next write asks for it again and finds the new decision.
 */
export async function withHistoryAlone<T>(namespace: string, work: () => Promise<T>): Promise<T> {
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

/** Deletes the history database. A tab that holds it open too long makes it `erase-blocked`; the deletion stays queued and finishes when that tab goes. */
export async function eraseHistory(namespace: string): Promise<Erased> {
  const { name } = historyDatabase(namespace)
  if (!(await indexedDB.databases()).some((database) => database.name === name)) return 'erased'
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name)
    const timer = setTimeout(() => resolve('erase-blocked'), ERASE_MS)
    request.onsuccess = () => {
      clearTimeout(timer)
      resolve('erased')
    }
    request.onerror = () => {
      clearTimeout(timer)
      reject(request.error ?? new DOMException('The database could not be deleted', 'UnknownError'))
    }
  })
}

/** Deletes the cached bytes of pinned files. They are the same for everyone, but that they are there says that Hearth was allowed here. */
export async function eraseAssets(namespace: string): Promise<void> {
  if ('caches' in globalThis) await caches.delete(assetCache(namespace)).catch(() => false)
}

/** Looks again: the names of Hearth's databases, caches and storage keys that are there now. */
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

function storageKeys(): readonly string[] {
  try {
    return [...Object.keys(localStorage), ...Object.keys(sessionStorage)]
  } catch {
    return []
  }
}
