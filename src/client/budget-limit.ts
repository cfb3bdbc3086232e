import { given } from '../core/given.js'
import { capsOf, lowerCaps } from '../core/privacy/limits.js'
import type { Running } from './running.js'
import type { Hearth } from './hearth.js'

/** The site's caps on what answers may cost, and the visitor's own below them. */
export function budgetLimit({ dep: { consent }, settings }: Running): Hearth['budget'] {
  const site = lowerCaps(capsOf(settings.worker.caps ?? {}))
  const read: Hearth['budget']['read'] = async () => {
    const { decision, refusal } = await consent.standing()
    if (refusal !== undefined) return refusal
    if (decision?.kind !== 'granted') return { status: 'denied', purpose: 'personalization' }
    const { caps: visitor } = decision
    return { status: 'ok', caps: lowerCaps(site, visitor ?? {}), site, ...(visitor === undefined ? {} : { visitor }) }
  }
  return {
    read,
    async limit(said) {
      const caps = said === undefined ? undefined : capsOf(said)
      if (caps !== undefined && Object.keys(caps).length !== Object.keys(said ?? {}).length) return { status: 'invalid', path: 'caps', message: 'ε of at least zero for report, epoch or year' }
      const set = await consent.amend(({ caps: _before, ...decision }) => ({ ...decision, ...given({ caps }) }))
      return set.status === 'ok' ? read() : set
    },
  }
}
