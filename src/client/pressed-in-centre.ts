import { own } from './own.js'

const CENTRE = 'hearth-privacy-centre'

/**
 * True for a press that a person makes in the privacy centre at this moment: a real event, made by the browser, on its
 * way out of the element's shadow. Anything else cannot override Global Privacy Control. Ask before awaiting anything: an event
 * that was told has no path any more.
 */
export function pressedInCentre(by: unknown): boolean {
  const event = own(by, 'event')
  if (own(by, 'source') !== 'centre' || !(event instanceof Event)) return false
  try {
    // A real event carries `isTrusted` as its own accessor, which no page can redefine; `composedPath` refuses an imitation.
    const trusted = Object.getOwnPropertyDescriptor(event, 'isTrusted')
    if (trusted?.configurable !== false || trusted.get?.call(event) !== true) return false
    // In its very shadow: a page that has put its own content into such an element has no centre.
    const [pressed] = Event.prototype.composedPath.call(event)
    const shadow = pressed instanceof Node ? pressed.getRootNode() : undefined
    return shadow instanceof ShadowRoot && shadow.host.localName === CENTRE
  } catch {
    return false
  }
}
