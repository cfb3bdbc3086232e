import type { Breach } from './verdict.js'
import { probe } from './probe.js'
import { sealRealm } from './seal-realm.js'
import { verdictOf } from './verdict.js'

/**
 * Seals the realm of a worker beside the personalizer, and says why it may not be used. A blob worker lives in the frame
 * whose policy the personalizer has just tried; a file that came by its own address has its own header, or none, so every
 * way out is tried first.
 */
export async function shutIn(): Promise<Breach | undefined> {
  const breach = location.protocol === 'blob:' ? undefined : verdictOf(await probe(location.origin))
  sealRealm()
  return breach
}
