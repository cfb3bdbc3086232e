import type { Unavailable } from '../core/answer.js'
import { storageRefusal as refusalOf } from '../protocol/storage-refusal.js'

/** What a storage failure means to the visitor's page; anything that is not a storage failure is a bug and is thrown on. */
export function storageRefusal(error: unknown): Unavailable {
  const refusal = refusalOf(error)
  if (refusal === undefined) throw error
  return refusal
}
