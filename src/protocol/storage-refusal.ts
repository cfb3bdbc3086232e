import type { Unavailable } from '../core/answer.js'

/** The name of our own refusal where a page was not served over HTTPS. */
export const INSECURE = 'InsecureContext'

const SAID: Readonly<Record<string, { readonly code: string; readonly message: string }>> = {
  QuotaExceededError: { code: 'storage-full', message: 'No room is left for this site: free some, or forget old entries.' },
  [INSECURE]: { code: 'insecure-context', message: 'Browsers keep nothing safely for a page without HTTPS.' },
  VersionError: { code: 'newer-version', message: 'This site has changed how things are stored. Reload this page.' },
  AbortError: { code: 'storage-blocked', message: 'Another tab was just erasing; nothing was kept. Try again.' },
  TimeoutError: { code: 'storage-blocked', message: 'The storage does not open: another tab holds it, or it is damaged. Close this site’s other tabs.' },
}

/**
 * What a storage failure means to the visitor's page, by the name of the DOMException; `undefined` for anything that is
 * none. Codes: `storage-full`, `insecure-context`, `newer-version`, `storage-blocked`, `storage-refused`.
 */
export function storageRefusal(error: unknown): Unavailable | undefined {
  // A full disk has a class of its own in newer engines.
  if (!/^\[object (DOMException|QuotaExceededError)\]$/.test(Object.prototype.toString.call(error))) return undefined
  const name = String(Reflect.get(Object(error), 'name'))
  if (Object.hasOwn(SAID, name)) {
    const said = SAID[name]
    if (said !== undefined) return { status: 'unavailable', ...said }
  }
  return { status: 'unavailable', code: 'storage-refused', message: `The browser refused to store (${name}). Private windows and blocked site data do this.` }
}
