import * as v from 'valibot'
import type { Invalid } from '../answer.js'
import { readItem } from '../catalog/item-line.js'
import type { EventId, InteractionEvent } from '../history/event.js'
import type { TopicWishes } from '../ports.js'
import type { Millis } from '../time.js'

/** What an export holds that another device may take in. */
export interface ExportRead {
  readonly status: 'ok'
  readonly events: readonly InteractionEvent[]
  /** How many events the file lists, readable or not. */
  readonly given: number
  readonly wishes: TopicWishes
}

/** Events in one export; ninety days of the most that is kept in a day fit in it. */
const MOST_EVENTS = 50_000

const ExportFile = v.object({
  format: v.literal('hearth-export', 'must be "hearth-export"'),
  version: v.literal(1, 'must be 1'),
  events: v.pipe(v.array(v.unknown(), 'must be a list'), v.maxLength(MOST_EVENTS, `must list at most ${MOST_EVENTS} events`)),
  wishes: v.optional(v.record(v.string(), v.picklist(['boost', 'mute'])), {}),
})

const Finite = v.pipe(v.number(), v.finite())

const EventLine = v.object({
  id: v.pipe(v.string(), v.regex(/^[0-9a-f]{24}$/)),
  kind: v.picklist(['view', 'click', 'dwell', 'like', 'hide', 'purchase']),
  item: v.unknown(),
  at: Finite,
  dwellMs: v.exactOptional(v.pipe(Finite, v.minValue(0))),
  value: v.exactOptional(Finite),
  slot: v.exactOptional(v.string()),
})

/** Reads the JSON that `exportData` made. A single bad event is left out; a file that is none is refused with the place. */
export function readExport(json: unknown): ExportRead | Invalid {
  const read = v.safeParse(v.pipe(v.string('must be a JSON text'), v.parseJson(undefined, 'must be JSON'), ExportFile), json)
  if (!read.success) {
    const [issue] = read.issues
    return { status: 'invalid', path: v.getDotPath(issue) ?? 'json', message: `The export ${issue.message}.` }
  }
  const { events, wishes } = read.output
  return { status: 'ok', events: events.flatMap(eventOf), given: events.length, wishes }
}

function eventOf(value: unknown): readonly InteractionEvent[] {
  const read = v.safeParse(EventLine, value)
  if (!read.success) return []
  const item = readItem(read.output.item)
  if (item.status !== 'ok') return []
  return [{ ...read.output, id: read.output.id as EventId, at: read.output.at as Millis, item: item.item }]
}
