import { crowds } from './crowd.js'
import type { EventId, InteractionEvent } from './event.js'
import { HISTORY_LIMITS as LIMITS } from './limits.js'

/** Which rule let an event go; stable names, shown to whoever recorded it. */
export type NoiseRule = 'double-click' | 'bounce' | 'synthetic' | 'hidden-tab' | 'day-full' | 'clock' | 'empty-dwell'

/**
 * `gives`: an older event of a full day that makes room. `replaces`: a click weakened by the bounce that followed it; the caller stores it
 * under the same id.
 */
export type Judgement = { readonly keep: true; readonly gives?: EventId } | { readonly keep: false; readonly why: NoiseRule; readonly replaces?: InteractionEvent }

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
 * Judges one event against the recent ones (any order, at least the last day). How fast and how many is no reason to refuse: what a stream of
 * events can weigh is bounded where a profile is made of them (`crowd.ts`), and what a day can hold by letting the least telling go.
 */
export function judge(event: InteractionEvent, recent: readonly InteractionEvent[], context: PressContext = {}): Judgement {
  const now = context.now ?? event.at
  if (!Number.isFinite(event.at) || event.at > now + LIMITS.aheadMs) return drop('clock')
  if (context.trusted === false) return drop('synthetic')
  if (context.visible === false && event.kind !== 'dwell') return drop('hidden-tab')
  const isDouble = ({ item, kind, at }: InteractionEvent): boolean => item.id === event.item.id && kind === event.kind && Math.abs(event.at - at) < LIMITS.doubleClickMs
  if (event.kind !== 'dwell' && recent.some(isDouble)) return drop('double-click')
  if (event.kind === 'dwell') {
    const dwell = judgeDwell(event, recent)
    if (!dwell.keep) return dwell
  }
  const today = recent.filter(({ at }) => Math.abs(event.at - at) < LIMITS.dayMs)
  if (today.length < LIMITS.perDay) return KEEP
  const gives = leastTelling(today)
  // A like and a hide are said on purpose, so that they are honoured however full the day is.
  return gives !== undefined ? { keep: true, gives } : event.kind === 'like' || event.kind === 'hide' ? KEEP : drop('day-full')
}

/** The oldest sight of a teaser; else, of the visits that no attention followed, the one in the thickest crowd, the oldest of equals. */
function leastTelling(events: readonly InteractionEvent[]): EventId | undefined {
  const teaser = events.filter(({ kind, slot }) => kind === 'view' && slot !== undefined).sort((a, b) => a.at - b.at)[0]
  if (teaser !== undefined) return teaser.id
  let least: EventId | undefined
  let most = -1
  for (const [id, { visits }] of crowds(events)) {
    if (visits <= most) continue
    most = visits
    least = id
  }
  return least
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
