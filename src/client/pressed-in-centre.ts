import { own } from './own.js'

const CENTRE = 'hearth-privacy-centre'

/**
 * True for a press that a person makes in the privacy centre at this moment: a real event, made by the browser, on its
 * way through the element. Anything else cannot override Global Privacy Control. Ask before awaiting anything: an event
 * that was told has no path any more.
 */
export function pressedInCentre(by: unknown): boolean {
  const event = own(by, 'event')
  if (own(by, 'source') !== 'centre' || !(event instanceof Event)) return false
  try {
    // A real event carries `isTrusted` as its own accessor, which no page can redefine; `composedPath` refuses an imitation.
    const trusted = Object.getOwnPropertyDescriptor(event, 'isTrusted')
    if (trusted?.configurable !== false || trusted.get?.call(event) !== true) return false
    for (const target of Event.prototype.composedPath.call(event)) if (target instanceof Element && target.localName === CENTRE) return true
    return false
  } catch {
    return false
  }
}
