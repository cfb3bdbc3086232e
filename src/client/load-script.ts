import type { Unavailable } from '../core/answer.js'
import { scriptUrl } from './trusted-types.js'

declare global {
  interface HTMLScriptElement {
    /** Between a file of Hearth's and one that it loads, for as long as that one runs: what it is given, and what it leaves. */
    hearth?: { readonly shared?: unknown; deliver?: unknown }
  }
}

export type ScriptAnswer = { readonly status: 'ok'; readonly delivered: unknown } | Unavailable

export interface ScriptDep {
  /** Value for `integrity`: the hash of the very file that is meant. */
  readonly integrity: string
  /** The nonce of the file that asks, where the host trusts scripts by one. */
  readonly nonce: string
  readonly shared?: unknown
}

/**
 * Loads a file of the very build that asks for it, by a script element with its hash: the browser refuses a file that was
 * changed or is of another build, the HTTP cache serves it, and a strict policy allows it as it allowed the one that asks
 * (by `'self'`, by nonce, or by `'strict-dynamic'`). Codes: `asset-missing`, `asset-corrupt`, `script-blocked`.
 */
export function loadScript(page: Document, url: string, { integrity, nonce, shared }: ScriptDep): Promise<ScriptAnswer> {
  let blocked = false
  const onViolation = ({ blockedURI }: SecurityPolicyViolationEvent): void => {
    if (blockedURI === url) blocked = true
  }
  page.addEventListener('securitypolicyviolation', onViolation)
  const script = page.createElement('script')
  const handOver: NonNullable<HTMLScriptElement['hearth']> = { shared }
  const loaded = new Promise<ScriptAnswer>((resolve) => {
    script.addEventListener('load', () => resolve({ status: 'ok', delivered: handOver.deliver }))
    script.addEventListener('error', () => setTimeout(() => resolve(whyNot(url, blocked))))
  })
  try {
    script.hearth = handOver
    script.integrity = integrity
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

const refused = (url: string): Unavailable => unavailable('script-blocked', `This page’s policy does not allow ${url}: allow it in script-src, and hearth in trusted-types.`)

/** A script element only says that it failed; what the browser measured of the request tells a missing file from a changed one. */
function whyNot(url: string, blocked: boolean): Unavailable {
  if (blocked) return refused(url)
  const status: unknown = Reflect.get(performance.getEntriesByName(url).at(-1) ?? {}, 'responseStatus')
  if (status === 200) return unavailable('asset-corrupt', `${url} is not the file that hearth.js was built with. ${WHOLE}`)
  return unavailable('asset-missing', `${url} ${status ? `answered ${String(status)}` : 'could not be loaded'}. ${WHOLE}`)
}
