import { assetCache, historyLock } from '../protocol/databases.js'

/** Bytes of pinned files from earlier visits. One that cannot be used is no failure: its files are fetched again. */
export interface AssetCache {
  /** Whether there is one; asked once, at the start. */
  readonly there: Promise<boolean>
  find(url: string): Promise<ArrayBuffer | undefined>
  /** Keeps a copy of the bytes as they are now, later: the first ranking does not wait for the disk. What was kept under the same address goes. */
  keep(url: string, bytes: ArrayBuffer): void
}

export interface AssetCacheDep {
  readonly namespace: string
  /** Whether the choice on disk still allows anything to be kept. */
  readonly granted: () => Promise<boolean>
  /** Runs what nobody waits for, later, if at all. */
  readonly whenQuiet: (work: () => void) => void
}

export function createAssetCache({ namespace, granted, whenQuiet }: AssetCacheDep): AssetCache {
  const name = assetCache(namespace)
  /** Looking must not create the cache; where there are none to be had, there is none. */
  const look = async (): Promise<boolean> => {
    try {
      return await caches.has(name)
    } catch {
      return false
    }
  }
  let there = look()

  /**
   * Written like the history, under its lock: a withdrawal in any tab waits until this is over, and what comes after one
   * finds the new decision. Looked at once more behind the writing, for a withdrawal that could not wait and took the lock.
   * @ungranted Pinned files, the same for every visitor; they are kept under a grant, and deleted with it.
   */
  const put = async (url: string, response: Response): Promise<void> => {
    if (!(await granted())) return
    await (await caches.open(name)).put(url, response)
    there = Promise.resolve(true)
    if (!(await granted())) await caches.delete(name)
  }

  return {
    get there() {
      return there
    },
    /** @ungranted Pinned files, the same for every visitor. */
    async find(url) {
      if (!(await there)) return undefined
      try {
        return await (await caches.match(url, { cacheName: name }))?.arrayBuffer()
      } catch {
        return undefined
      }
    },
    keep(url, bytes) {
      if (!('caches' in globalThis) || navigator.locks === undefined) return
      const response = new Response(bytes, { headers: { 'content-length': String(bytes.byteLength) } })
      // Full or forbidden: the next visit fetches again.
      whenQuiet(() => void navigator.locks.request(historyLock(namespace), { mode: 'shared' }, () => put(url, response)).catch(() => undefined))
    },
  }
}
