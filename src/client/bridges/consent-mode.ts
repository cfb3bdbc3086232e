import { own } from '../own.js'
import type { ConsentTool, Said, ToolAnswer } from './consent-tool.js'

/**
 * Google Consent Mode v2, read from the data layer: `gtag('consent', 'update', …)` is a visitor's choice,
 * `personalization_storage` our first purpose and `analytics_storage` our second. A `default` is a site's setting and no
 * choice at all.
 */
export const consentMode: ConsentTool = {
  name: 'consent-mode',
  listen(tell, ending) {
    const layer: unknown = Reflect.get(globalThis, 'dataLayer')
    if (!Array.isArray(layer)) return false
    const push: unknown = Reflect.get(layer, 'push')
    if (typeof push !== 'function') return false
    let choice: ToolAnswer = { personalization: 'silent', aggregates: 'silent' }
    // A data layer without a word of consent is only analytics; it may still speak later.
    const take = (entry: unknown): void => {
      if (ending.aborted || typeof entry !== 'object' || entry === null || own(entry, '0') !== 'consent') return
      if (own(entry, '1') === 'update') {
        const values = own(entry, '2')
        choice = { personalization: saidOf(own(values, 'personalization_storage'), choice.personalization), aggregates: saidOf(own(values, 'analytics_storage'), choice.aggregates) }
      }
      tell(choice)
    }
    for (let index = 0; index < layer.length; index++) take(layer[index])
    const listening = function (...entries: readonly unknown[]): unknown {
      const answer: unknown = Reflect.apply(push, layer, entries)
      for (const entry of entries) take(entry)
      return answer
    }
    Reflect.set(layer, 'push', listening)
    ending.addEventListener('abort', () => { if (Reflect.get(layer, 'push') === listening) Reflect.set(layer, 'push', push) }, { once: true })
    return true
  },
}

/** An update names only what it changes. */
function saidOf(value: unknown, before: Said): Said {
  return value === 'granted' || value === 'denied' ? value : before
}
