import { bytesToHex } from '@noble/hashes/utils.js'
import * as v from 'valibot'
import type { Invalid } from '../answer.js'
import { EPOCH_MS } from '../time.js'
import type { Json } from './canonical-json.js'
import { readDap, type DapSettings } from './dap/dap-settings.js'
import { TASKS } from './limits.js'
import { certifies, MICRO, microEpsilon } from './micro-epsilon.js'
import { BUCKETS, parameters } from './subset-selection.js'
import { ARMS, MEASURES, TASK_KINDS, taskHash, type Task, type TaskHash, type TaskId } from './task.js'

const json: v.GenericSchema<Json> = v.lazy(() =>
  v.union([v.null(), v.boolean(), v.pipe(v.number(), v.finite()), v.string(), v.array(json), v.record(v.string(), json)]),
)
/** One sentence for whatever is wrong with a value: what it has to be. */
const text = (most: number) => {
  const wanted = `a text of 1 to ${most} characters`
  return v.pipe(v.string(wanted), v.trim(), v.nonEmpty(wanted), v.maxLength(most, wanted))
}
const whole = (most: number, shown: string = String(most)) => {
  const wanted = `a whole number from 1 to ${shown}`
  return v.pipe(v.number(wanted), v.integer(wanted), v.minValue(1, wanted), v.maxValue(most, wanted))
}
/** Says which field is missing, or which one there is not. */
const fields = ({ expected, received }: v.StrictObjectIssue): string => (expected === 'never' ? `there is no field ${received}; a misspelt one is refused, not left out` : received === 'undefined' ? `the field ${expected ?? ''} is missing` : 'an object')
const label = text(TASKS.label)
const prose = text(TASKS.prose)
const term = whole(2 ** 36 - 1, '2^36 − 1')
const SIZES = `from ${BUCKETS.least} to ${BUCKETS.most} buckets; the last one says "nothing to say"`
const FRACTION = 'a fraction in quotes, such as "1/4"'
const PARTICIPATION = /^([1-9]\d{0,5})\/([1-9]\d{0,5})$/

const taskSchema = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'an id is 1 to 64 of a-z 0-9 . _ -')),
  kind: v.picklist(TASK_KINDS, `one of ${TASK_KINDS.join(', ')}`),
  question: prose,
  /** More words for the visitor: how the answer is computed, what leaves. */
  text: v.optional(prose),
  buckets: v.pipe(
    v.array(label, SIZES),
    v.minLength(BUCKETS.least, SIZES),
    v.maxLength(BUCKETS.most, SIZES),
    v.check((labels) => new Set(labels).size === labels.length, 'each bucket has its own label'),
  ),
  numerator: term,
  denominator: term,
  epsilon: v.pipe(v.number('a number above 0'), v.gtValue(0, 'a number above 0'), v.check((value) => Math.abs(value * MICRO - Math.round(value * MICRO)) < 1e-6, 'ε has at most six decimal places')),
  w: v.optional(whole(BUCKETS.most)),
  epochSeconds: v.literal(EPOCH_MS / 1_000, 'an epoch is a week: 604800 seconds'),
  participation: v.pipe(v.string(FRACTION), v.regex(PARTICIPATION, FRACTION)),
  weight: whole(TASKS.weight),
  mode: v.picklist(['local', 'dap'], '"local" or "dap"'),
  dap: v.optional(v.record(v.string(), json)),
  arms: v.optional(v.strictTuple([label, label], 'two names, that of the original order first')),
  measure: v.optional(v.picklist(MEASURES, `one of ${MEASURES.join(', ')}`)),
  statement: v.optional(v.record(v.string(), json)),
}, fields)

const FILE = `a list of 1 to ${TASKS.most} tasks`

const fileSchema = v.strictObject({
  $schema: v.optional(v.string()),
  version: v.literal(1, 'the version is 1'),
  tasks: v.pipe(v.array(taskSchema, FILE), v.minLength(1, FILE), v.maxLength(TASKS.most, FILE)),
}, fields)

export type ParsedTasks = { readonly status: 'ok'; readonly tasks: readonly Task[] } | Invalid

/**
 * Reads a task file (the value, already out of JSON). One invalid task refuses the file: nobody should wonder which of
 * the published questions count. Refuses an ε that a/b does not keep, a w that is not the best, and unknown fields.
 */
export function parseTasks(file: unknown): ParsedTasks {
  const parsed = v.safeParse(fileSchema, file, { abortEarly: true })
  if (!parsed.success) {
    const [issue] = parsed.issues
    return invalid(v.getDotPath(issue) ?? '', issue.message)
  }
  const ids = new Set<string>()
  const tasks: Task[] = []
  for (const [index, entry] of parsed.output.tasks.entries()) {
    const at = `tasks.${index}`
    const fault = faultOf(entry)
    if (fault !== undefined) return invalid(`${at}.${fault.path}`, fault.message)
    if (ids.has(entry.id)) return invalid(`${at}.id`, `the id ${entry.id} is taken by an earlier task`)
    ids.add(entry.id)
    const definition = definitionAt(file, index)
    const dap = entry.mode === 'dap' ? readDap(entry.dap, definition, cellsOf(entry)) : undefined
    if (dap?.status === 'invalid') return invalid(`${at}.${dap.path}`, dap.message)
    tasks.push(taskOf(entry, definition, dap?.dap))
  }
  return { status: 'ok', tasks }
}

type Entry = v.InferOutput<typeof taskSchema>

function faultOf(entry: Entry): { readonly path: string; readonly message: string } | undefined {
  const { numerator, denominator, participation, mode, kind, arms } = entry
  if (numerator <= denominator) return { path: 'numerator', message: 'numerator/denominator is above 1' }
  if (!certifies(microEpsilon(entry.epsilon), numerator, denominator)) {
    return { path: 'epsilon', message: `${numerator}/${denominator} is more than e^${entry.epsilon}; give a smaller ratio or a larger epsilon (19/7 suits 1)` }
  }
  const best = parameters(entry.buckets.length, numerator, denominator)
  if (entry.w !== undefined && entry.w !== best.w) return { path: 'w', message: `the exact best w for ${entry.buckets.length} buckets at ${numerator}/${denominator} is ${best.w}` }
  const [above, below] = fraction(participation)
  if (above > below) return { path: 'participation', message: 'participation is at most 1' }
  if (kind === 'item' && mode !== 'dap') return { path: 'mode', message: 'the kind item is for DAP only: locally it would need millions of browsers' }
  if (mode === 'dap' && entry.dap === undefined) return { path: 'dap', message: 'a task in DAP mode names its aggregators under dap' }
  if (kind !== 'outcome' && arms !== undefined) return { path: 'arms', message: 'arms belong to the kind outcome' }
  if (kind !== 'outcome' && entry.measure !== undefined) return { path: 'measure', message: 'a measure belongs to the kind outcome' }
  if ((entry.measure === 'value' || entry.measure === 'lifetime') && mode !== 'dap') return { path: 'mode', message: 'order value is for DAP only: locally its buckets would need tens of millions of browsers' }
  if (kind === 'preference' && entry.buckets.length !== 3) return { path: 'buckets', message: 'a preference has three buckets: win, loss, nothing' }
  return undefined
}

/** Over DAP the arm is a part of the answer: each arm has buckets of its own. */
function cellsOf({ kind, buckets }: Entry): number {
  return buckets.length * (kind === 'outcome' ? 2 : 1)
}

function taskOf(entry: Entry, definition: Task['definition'], dap: DapSettings | undefined): Task {
  const [numerator, denominator] = fraction(entry.participation)
  const task: Omit<Task, '__brand'> = {
    id: entry.id as TaskId,
    kind: entry.kind,
    question: entry.question,
    buckets: entry.buckets,
    epsilon: microEpsilon(entry.epsilon),
    mechanism: parameters(entry.buckets.length, entry.numerator, entry.denominator),
    participation: { numerator, denominator },
    weight: entry.weight,
    mode: entry.mode,
    ...(dap === undefined ? {} : { dap }),
    ...(entry.kind === 'outcome' ? { arms: entry.arms ?? ARMS, ...(entry.measure === undefined ? {} : { measure: entry.measure }) } : {}),
    definition,
    hash: bytesToHex(taskHash(definition)) as TaskHash,
  }
  return task as Task
}

/** The task as published, untouched by trimming or defaults: the hash is over this. The schema has accepted it by now. */
function definitionAt(file: unknown, index: number): Task['definition'] {
  return (file as { readonly tasks: readonly Task['definition'][] }).tasks[index] ?? {}
}

function fraction(text: string): readonly [number, number] {
  const [, above, below] = PARTICIPATION.exec(text) ?? []
  return [Number(above), Number(below)]
}

function invalid(path: string, message: string): Invalid {
  return { status: 'invalid', path, message }
}
