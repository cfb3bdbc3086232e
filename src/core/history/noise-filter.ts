import type { InteractionEvent } from './event.js'
import { HISTORY_LIMITS as LIMITS } from './limits.js'

/** Which rule let an event go; stable names, shown to whoever recorded it. */
export type NoiseRule = 'double-click' | 'bounce' | 'synthetic' | 'hidden-tab' | 'impossible-speed' | 'item-flood' | 'day-full' | 'clock' | 'empty-dwell'

/** `replaces`: a click weakened by the bounce that followed it; the caller stores it under the same id. */
export type Judgement = { readonly keep: true } | { readonly keep: false; readonly why: NoiseRule; readonly replaces?: InteractionEvent }

/** What the page knows about the press. Absent means nothing speaks against it. */
export interface PressContext {
  /** `Event.isTrusted`: false for events that a script made. */
  readonly trusted?: boolean
  /** `document.visibilityState === 'visible'` at the press. */
  readonly visible?: boolean
  /** The clock at the judgement; default: the event's own time. */
  readonly now?: number
}

const KEEP: Judgement = { keep: true }
const drop = (why: NoiseRule): Judgement => ({ keep: false, why })

/**
 * Judges one event against the recent ones (any order, at least the last day).
 * A like and a hide are said on purpose: only a repeat within a second and a synthetic press are refused, so that they are honoured at once.
 */
export function judge(event: InteractionEvent, recent: readonly InteractionEvent[], context: PressContext = {}): Judgement {
  const now = context.now ?? event.at
  if (!Number.isFinite(event.at) || event.at > now + LIMITS.aheadMs) return drop('clock')
  if (context.trusted === false) return drop('synthetic')
  if (context.visible === false && event.kind !== 'dwell') return drop('hidden-tab')
  const alike = recent.filter(({ item, kind }) => item.id === event.item.id && kind === event.kind)
  if (event.kind !== 'dwell' && alike.some(({ at }) => Math.abs(event.at - at) < LIMITS.doubleClickMs)) return drop('double-click')
  if (event.kind === 'like' || event.kind === 'hide') return KEEP
  if (event.kind === 'dwell') {
    const dwell = judgeDwell(event, recent)
    if (!dwell.keep) return dwell
  }
  if (alike.filter(within(event, LIMITS.dayMs)).length >= LIMITS.perItemAndDay) return drop('item-flood')
  if (event.kind === 'purchase') return KEEP
  const presses = recent.filter(({ kind }) => kind === 'click' || kind === 'view')
  if (event.kind === 'click') {
    const clicks = presses.filter(({ kind }) => kind === 'click')
    if (clicks.filter(within(event, LIMITS.burstMs)).length >= LIMITS.burstClicks || unattended(clicks.filter(within(event, LIMITS.paceMs)), recent) >= LIMITS.paceClicks) return drop('impossible-speed')
  }
  if (event.kind !== 'dwell' && presses.filter(({ kind }) => kind === event.kind).filter(within(event, LIMITS.dayMs)).length >= LIMITS.perDay) return drop('day-full')
  return KEEP
}

/** A short stay says that the click was half a mistake: the click keeps the little attention it got, unless the item was attended to before. */
function judgeDwell(event: InteractionEvent, recent: readonly InteractionEvent[]): Judgement {
  if (event.dwellMs === undefined || !Number.isFinite(event.dwellMs) || event.dwellMs < 0) return drop('empty-dwell')
  if (event.dwellMs >= LIMITS.bounceMs) return KEEP
  const onItem = recent.filter(({ item }) => item.id === event.item.id)
  const settled = onItem.some(({ kind }) => kind === 'dwell' || kind === 'like' || kind === 'purchase')
  const click = onItem.filter(({ kind, at }) => kind === 'click' && at <= event.at && event.at - at < LIMITS.mostDwellMs).sort((a, b) => b.at - a.at)[0]
  return click === undefined || settled ? drop('bounce') : { keep: false, why: 'bounce', replaces: { ...click, dwellMs: event.dwellMs } }
}

/** How many of the clicks no attention followed. */
function unattended(clicks: readonly InteractionEvent[], recent: readonly InteractionEvent[]): number {
  const attended = new Set(recent.filter(({ kind }) => kind === 'dwell' || kind === 'like' || kind === 'purchase').map(({ item }) => item.id))
  return clicks.filter(({ item }) => !attended.has(item.id)).length
}

const within =
  (event: InteractionEvent, span: number) =>
  ({ at }: InteractionEvent): boolean =>
    Math.abs(event.at - at) < span
