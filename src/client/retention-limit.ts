import { given } from '../core/given.js'
import { retentionDays } from '../core/history/retention.js'
import type { Running } from './running.js'
import type { Hearth } from './hearth.js'

/** The site's limit, and the visitor's own below it. */
export function retentionLimit({ ask, dep, settings }: Running, changed: () => void): Hearth['retention'] {
  const { consent } = dep
  const site = settings.worker.retentionDays ?? retentionDays()
  const read: Hearth['retention']['read'] = async () => {
    const { decision, refusal } = await consent.standing()
    if (refusal !== undefined) return refusal
    if (decision?.kind !== 'granted') return { status: 'denied', purpose: 'personalization' }
    const visitor = decision.retentionDays
    return { status: 'ok', days: retentionDays(site, visitor), site, ...(visitor === undefined ? {} : { visitor }) }
  }
  return {
    read,
    async limit(days) {
      if (days !== undefined && !(Number.isInteger(days) && days >= 1 && days <= site)) return { status: 'invalid', path: 'days', message: `a whole number of days from 1 to ${site}` }
      const set = await consent.amend(({ retentionDays: _before, ...decision }) => ({ ...decision, ...given({ retentionDays: days }) }))
      if (set.status !== 'ok') return set
      const kept = await ask((facade) => facade.retain())
      if (kept.status !== 'ok') return kept
      changed()
      return read()
    },
  }
}
