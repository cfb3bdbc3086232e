import type { Unavailable } from '../core/answer.js'

/** What a storage failure means to the visitor's page; anything that is not a storage failure is a bug and is thrown on. */
export function storageRefusal(error: unknown): Unavailable {
  if (!(error instanceof DOMException)) throw error
  return error.name === 'QuotaExceededError'
    ? { status: 'unavailable', code: 'storage-full', message: 'The browser has no room left for this site. Free space, or forget old entries in the privacy centre.' }
    : { status: 'unavailable', code: 'storage-refused', message: `The browser refused to store (${error.name}). Private windows and blocked site data do this; allow site data to personalise.` }
}
