import type { Unavailable } from '../core/answer.js'

const SAID: Readonly<Record<string, { readonly code: string; readonly message: string }>> = {
  QuotaExceededError: { code: 'storage-full', message: 'No room is left for this site. Free space, or forget old entries in the privacy centre.' },
  VersionError: { code: 'newer-version', message: 'This site has changed how things are stored. Reload this page.' },
  AbortError: { code: 'storage-blocked', message: 'Another tab was erasing at that moment; nothing was kept. Try again.' },
  TimeoutError: { code: 'storage-blocked', message: 'This site’s storage does not open: another tab holds it, or it is damaged. Close the site’s other tabs.' },
}

/**
 * What a storage failure means to the visitor's page, by the name of the DOMException; `undefined` for anything that is
 * none. Codes: `storage-full`, `newer-version`, `storage-blocked`, `storage-refused`.
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
