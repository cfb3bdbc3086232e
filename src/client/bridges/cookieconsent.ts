import { own } from '../own.js'
import { SILENT } from './consent-tool.js'
import type { ConsentTool, ToolAnswer, ToolCategories } from './consent-tool.js'

/** Told on `window` by vanilla-cookieconsent 3, with the visitor's cookie in the detail: at a first choice, at each load with one, and at each change. */
const EVENTS = ['cc:onFirstConsent', 'cc:onConsent', 'cc:onChange']

/**
 * vanilla-cookieconsent 3. A category named `personalization` (or what the site says) is our first purpose, one named
 * `aggregates` our second; a category that is not accepted is denied. It is heard from its events; where it loaded
 * before us, from `window.CookieConsent`, if the page has put it there.
 */
export const cookieconsent: ConsentTool = {
  name: 'cookieconsent',
  listen(tell, ending, categories) {
    const api: unknown = Reflect.get(globalThis, 'CookieConsent')
    const hear = (event: Event): void => tell(answerOf(own(own(Reflect.get(event, 'detail'), 'cookie'), 'categories'), categories))
    for (const name of EVENTS) addEventListener(name, hear, { signal: ending })
    const valid: unknown = typeof api === 'object' && api !== null ? Reflect.get(api, 'validConsent') : undefined
    const preferences: unknown = typeof api === 'object' && api !== null ? Reflect.get(api, 'getUserPreferences') : undefined
    if (typeof valid === 'function' && typeof preferences === 'function') {
      tell(Reflect.apply(valid, api, []) === true ? answerOf(own(Reflect.apply(preferences, api, []), 'acceptedCategories'), categories) : SILENT)
    }
    return true
  },
}

function answerOf(accepted: unknown, { personalization = 'personalization', aggregates = 'aggregates' }: ToolCategories): ToolAnswer {
  if (!Array.isArray(accepted)) return SILENT
  const answer = (category: string): 'granted' | 'denied' => {
    for (let index = 0; index < accepted.length; index++) if (accepted[index] === category) return 'granted'
    return 'denied'
  }
  return { personalization: answer(personalization), aggregates: answer(aggregates) }
}
