import * as v from 'valibot'
import type { Invalid } from '../answer.js'
import type { ItemId } from '../item.js'

const Text = v.string('must be a string')
const Name = v.pipe(Text, v.nonEmpty('must not be empty'))
const Id = v.pipe(Text, v.transform((id) => id as ItemId))
const Finite = v.pipe(v.number('must be a number'), v.finite('must be finite'))
const Limit = v.pipe(Finite, v.minValue(0, 'must not be negative'))

/** A moment: milliseconds since 1970, a date, or a text in ISO 8601. */
const Moment = v.pipe(
  v.union([v.number(), v.date(), Text], 'must be milliseconds since 1970'),
  v.transform((at) => (typeof at === 'string' ? Date.parse(at) : Number(at))),
  v.check((at) => Number.isFinite(at), 'must be milliseconds since 1970'),
)

/** What each command takes; fields that are not named here pass as they are. */
export const COMMANDS = {
  record: v.looseObject(
    {
      kind: v.picklist(['view', 'click', 'dwell', 'like', 'hide', 'purchase'], 'must be one of view, click, dwell, like, hide, purchase'),
      item: v.union([Name, v.looseObject({})], 'must be an item or the id of one'),
      at: v.exactOptional(Moment),
      dwellMs: v.exactOptional(v.pipe(Finite, v.minValue(0, 'must not be negative'))),
      value: v.exactOptional(Finite),
      slot: v.exactOptional(Text),
    },
    'must be an object such as {kind: "click", item: "id"}',
  ),
  rank: v.looseObject(
    { items: v.exactOptional(v.array(v.unknown(), 'must be a list of items')), slot: v.exactOptional(Text), limit: v.exactOptional(Limit), query: v.exactOptional(Text), exclude: v.exactOptional(v.array(Id, 'must be a list of ids')) },
    'must be an object such as {limit: 10}',
  ),
  similar: v.object({ itemId: Name, limit: v.optional(Limit, 10) }),
  explain: v.object({ itemId: Name }),
  choose: v.object({ ids: v.array(Text, 'must be a list of topics') }),
  wish: v.object({ topic: Name, wish: v.picklist(['boost', 'mute', 'none'], 'must be boost, mute or none') }),
  unhide: v.object({ itemId: Name }),
  forget: v.union([v.strictObject({ event: Name }), v.strictObject({ item: Name }), v.strictObject({ topic: Name })], 'must be "everything", {event}, {item} or {topic}'),
} as const

export type CommandName = keyof typeof COMMANDS
export type CommandInput<Name extends CommandName> = v.InferOutput<(typeof COMMANDS)[Name]>

/** Checks what a page handed over for a command; the place is where the fault lies, or the command's name where it is nowhere in particular. */
export function readCommand<Name extends CommandName>(name: Name, value: unknown): { readonly status: 'ok'; readonly value: CommandInput<Name> } | Invalid {
  const read = v.safeParse(COMMANDS[name], said(value))
  if (read.success) return { status: 'ok', value: read.output as CommandInput<Name> }
  const [issue] = read.issues
  const path = v.getDotPath(issue) ?? name
  return { status: 'invalid', path, message: issue.received === 'undefined' ? `${path} is missing` : `${path} ${issue.message}` }
}

/** Without what is there but undefined, and without what is inherited. */
function said(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined))
}
