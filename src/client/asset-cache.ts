import { assetCache } from '../protocol/databases.js'
import { whenIdle } from './idle.js'

/** Bytes of pinned files from earlier visits. One that cannot be used is no failure: its files are fetched again. */
export interface AssetCache {
  /** Whether there is one; asked once, at the start. */
  readonly there: Promise<boolean>
  find(url: string): Promise<ArrayBuffer | undefined>
  /** What was kept is not what is wanted now. */
  drop(url: string): Promise<void>
  /** Keeps a copy of the bytes as they are now, later: the first ranking does not wait for the disk. */
  keep(url: string, bytes: ArrayBuffer): void
}

export interface AssetCacheDep {
  readonly namespace: string
  readonly signal: AbortSignal
  /** Runs what nobody waits for, later; not at all once the signal aborts. Default: when the page is idle. */
  readonly whenQuiet?: (work: () => void) => void
}

export function createAssetCache({ namespace, signal, whenQuiet = (work) => whenIdle(work, signal) }: AssetCacheDep): AssetCache {
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
   * A withdrawal may erase the cache while this writes: what it wrote behind that goes again.
   * @ungranted Pinned files, the same for every visitor; they are fetched under a grant, and deleted with it.
   */
  const put = async (url: string, response: Response): Promise<void> => {
    try {
      await (await caches.open(name)).put(url, response)
      there = Promise.resolve(true)
    } catch {
      // Full or forbidden: the next visit fetches again.
    } finally {
      if (signal.aborted) await caches.delete(name).catch(() => false)
    }
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
    /** @ungranted Pinned files, the same for every visitor. */
    async drop(url) {
      try {
        await (await caches.open(name)).delete(url)
      } catch {
        // It is fetched again, and written over.
      }
    },
    keep(url, bytes) {
      if (!('caches' in globalThis)) return
      const response = new Response(bytes, { headers: { 'content-length': String(bytes.byteLength) } })
      whenQuiet(() => void put(url, response))
    },
  }
}
