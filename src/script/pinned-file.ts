import type { Unavailable } from '../core/answer.js'
import { scriptUrl } from '../client/trusted-types.js'
import type { EngineFile } from './engine-file.js'
import { shared } from './shared.js'

/** The value for `integrity` of each file that this tag was built with; put in by the build. */
declare const PINNED: { readonly [Name in keyof Delivered]: string }

/** What each of the tag's later files leaves for it. The centre defines its element, and leaves nothing. */
interface Delivered {
  readonly 'engine.js': EngineFile
  readonly 'centre.js': undefined
}

declare global {
  interface HTMLScriptElement {
    /** Between the tag and a file that it loads, for as long as that file runs. */
    hearth?: { readonly shared: typeof shared; deliver?: unknown }
  }
}

export type PinnedAnswer<T> = { readonly status: 'ok'; readonly delivered: T | undefined } | Unavailable

export interface PinnedDep {
  readonly page: Document
  /** Absolute URL of Hearth's folder. */
  readonly folder: string
  /** The nonce of the tag itself, where the host trusts scripts by one. */
  readonly nonce: string
}

/**
 * Loads a file of the very build that this tag is of, by a script element with its hash: the browser refuses a file that
 * was changed or is of another build, the HTTP cache serves it, and a strict policy allows it as it allowed the tag (by
 * `'self'`, by nonce, or by `'strict-dynamic'`). Codes: `asset-missing`, `asset-corrupt`, `script-blocked`.
 */
export function loadPinned<Name extends keyof Delivered>(name: Name, { page, folder, nonce }: PinnedDep): Promise<PinnedAnswer<Delivered[Name]>> {
  const url = new URL(name, folder).href
  let blocked = false
  const onViolation = ({ blockedURI }: SecurityPolicyViolationEvent): void => {
    if (blockedURI === url) blocked = true
  }
  page.addEventListener('securitypolicyviolation', onViolation)
  const script = page.createElement('script')
  const handOver: { readonly shared: typeof shared; deliver?: Delivered[Name] } = { shared }
  const loaded = new Promise<PinnedAnswer<Delivered[Name]>>((resolve) => {
    script.addEventListener('load', () => resolve({ status: 'ok', delivered: handOver.deliver }))
    script.addEventListener('error', () => setTimeout(() => resolve(whyNot(url, blocked))))
  })
  try {
    script.hearth = handOver
    script.integrity = PINNED[name]
    // A hash of another origin's file is compared only where that origin lets this page read it.
    if (new URL(url).origin !== location.origin) script.crossOrigin = 'anonymous'
    script.referrerPolicy = 'no-referrer'
    script.nonce = nonce
    script.src = scriptUrl(url)
    ;(page.head ?? page.documentElement).append(script)
  } catch {
    return Promise.resolve(refused(url))
  }
  return loaded.finally(() => {
    page.removeEventListener('securitypolicyviolation', onViolation)
    script.remove()
  })
}

const WHOLE = 'Serve the whole dist folder of one build, unchanged.'

const unavailable = (code: string, message: string): Unavailable => ({ status: 'unavailable', code, message })

const refused = (url: string): Unavailable => unavailable('script-blocked', `This page’s Content-Security-Policy does not allow ${url}: allow it in script-src as hearth.js is, and the policy hearth in trusted-types.`)

/** A script element only says that it failed; what the browser measured of the request tells a missing file from a changed one. */
function whyNot(url: string, blocked: boolean): Unavailable {
  if (blocked) return refused(url)
  const status: unknown = Reflect.get(performance.getEntriesByName(url).at(-1) ?? {}, 'responseStatus')
  if (status === 200) return unavailable('asset-corrupt', `${url} is not the file that hearth.js was built with. ${WHOLE}`)
  return unavailable('asset-missing', `${url} ${status ? `answered ${String(status)}` : 'could not be loaded'}. ${WHOLE}`)
}
