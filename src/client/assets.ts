import type { AssetCache } from './asset-cache.js'
import { own } from './own.js'
import { readParts } from './read-parts.js'
import { whileShown } from './while-shown.js'

/** Bytes of one pinned file, or why there are none. Codes: `asset-missing`, `asset-corrupt`, `manifest-invalid`, `cancelled`. */
export type Asset = { readonly status: 'ok'; readonly bytes: ArrayBuffer } | { readonly status: 'failed'; readonly code: string; readonly message: string }

/** Told how many bytes of a file have come, of how many: at each part of a fetch, which an answer of `false` ends, and once for a file out of the cache. */
export type Heard = (bytes: number, total: number) => boolean | undefined

/** Every GET of Hearth goes through here: pinned files of the assets folder, and files that are the same for every visitor. */
export interface Assets {
  /** A listed file, checked against its SHA-256; from the cache where it is there and still right. */
  pinned(path: string, heard?: Heard): Promise<Asset>
  /** Resolved when it is known whether there is a cache: from then on requests leave as they are asked for. */
  readonly looked: Promise<unknown>
  /** A public file beside the listed ones (catalog, task file, prior), as it is. */
  open(url: string): Promise<Asset>
  /** A public file that may be large, part after part in a fixed order, the same for every visitor; whole where the server has no ranges. */
  openInParts(url: string): Promise<Asset>
}

/** Length, and SHA-256 in lower-case hex. */
interface Listed {
  readonly bytes: number
  readonly sha256: string
}

/** Files by their path below a folder. */
export type Listing = Readonly<Record<string, Listed>>

export interface AssetsDep {
  /** Absolute URL of the folder, with a slash at its end. */
  readonly base: string
  readonly signal: AbortSignal
  /** What the folder holds, where that is known beforehand; else its manifest.json says so. */
  readonly files?: Listing
  /** Where pinned files are kept between visits, if anywhere. */
  readonly cache?: AssetCache
}

export function createAssets(dep: AssetsDep): Assets {
  const { cache } = dep
  let manifest: Promise<unknown> | undefined

  // No cookie and no referrer: the request is the same for every visitor.
  const request = (url: string, signal: AbortSignal, headers: Readonly<Record<string, string>> = {}): Promise<Response> => fetch(url, { credentials: 'omit', referrerPolicy: 'no-referrer', signal, headers })

  const whole = dep.files === undefined ? 'Serve the whole folder that `hearth model add` wrote.' : 'Serve the whole dist folder of one build.'

  const mend = (url: string): string => (url.startsWith(dep.base) ? whole : 'Put the file there, or take its address out of the settings.')

  const get = async (url: string, heard?: (bytes: number) => boolean | undefined): Promise<Asset> => {
    try {
      return await whileShown(dep.signal, async (signal) => {
        const response = await request(url, signal)
        if (!response.ok) return failed('asset-missing', `${url} answered ${response.status}. ${mend(url)}`)
        return { status: 'ok', bytes: await readAll(response, heard) }
      })
    } catch {
      return failed(dep.signal.aborted ? 'cancelled' : 'asset-missing', `${url} could not be fetched. ${mend(url)}`)
    }
  }

  const readManifest = async (): Promise<unknown> => {
    const file = await get(new URL('manifest.json', dep.base).href)
    return file.status === 'ok' ? own(parseJson(file.bytes), 'files') : undefined
  }

  return {
    async pinned(path, heard) {
      const url = new URL(path, dep.base).href
      const listing = dep.files ?? (manifest ??= readManifest())
      // The file comes at the same time as the manifest that it is held to; only who hears of its parts needs the length first.
      if (heard !== undefined) await listing
      const kept = await cache?.find(url)
      const early = kept === undefined && heard === undefined ? get(url) : undefined
      const listed = listedIn(await listing, path)
      if (listed === undefined) {
        manifest = undefined
        return failed('manifest-invalid', `manifest.json in ${dep.base} is missing, is not a manifest, or does not name ${path}. ${whole}`)
      }
      if (kept !== undefined && (await sha256(kept)) === listed.sha256) {
        heard?.(listed.bytes, listed.bytes)
        return { status: 'ok', bytes: kept }
      }
      const fetched = await (early ?? get(url, heard && ((bytes) => heard(bytes, listed.bytes))))
      if (fetched.status !== 'ok') return fetched
      if ((await sha256(fetched.bytes)) !== listed.sha256) {
        return failed('asset-corrupt', `${path} is not the file that ${dep.files === undefined ? 'the manifest names' : 'this build of Hearth was made with'} (${fetched.bytes.byteLength} bytes, ${listed.bytes} expected). ${mend(url)}`)
      }
      cache?.keep(url, fetched.bytes)
      return fetched
    },
    looked: cache?.there ?? Promise.resolve(false),
    open: (url) => get(url),
    async openInParts(url) {
      // Another origin's server would have to allow the headers: there the file comes whole.
      if (new URL(url).origin !== location.origin) return get(url)
      try {
        return (await whileShown(dep.signal, (signal) => readParts((headers) => request(url, signal, headers)))) ?? (await get(url))
      } catch {
        return get(url)
      }
    },
  }
}

function parseJson(bytes: ArrayBuffer): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}

/** `undefined` where the listing names no such file with a hash. */
function listedIn(listing: unknown, path: string): Listed | undefined {
  const file = own(listing, path)
  const sha256 = own(file, 'sha256')
  return typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256) ? { sha256, bytes: Number(own(file, 'bytes')) } : undefined
}

/** The whole body; part by part where somebody wants to hear of it. */
async function readAll(response: Response, heard: ((bytes: number) => boolean | undefined) | undefined): Promise<ArrayBuffer> {
  if (heard === undefined || response.body === null) return response.arrayBuffer()
  const parts: Uint8Array[] = []
  let bytes = 0
  const reader = response.body.getReader()
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value)
    if (heard((bytes += part.value.byteLength)) !== false) continue
    await reader.cancel()
    throw new DOMException('No more of it is wanted', 'AbortError')
  }
  const whole = new Uint8Array(bytes)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.byteLength
  }
  return whole.buffer
}

const failed = (code: string, message: string): Asset => ({ status: 'failed', code, message })

async function sha256(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
