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
const label = v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(TASKS.label))
const prose = v.pipe(v.string(), v.nonEmpty(), v.maxLength(TASKS.prose))
const term = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2 ** 36 - 1))
const PARTICIPATION = /^([1-9]\d{0,5})\/([1-9]\d{0,5})$/

const taskSchema = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'an id is 1 to 64 of a-z 0-9 . _ -')),
  kind: v.picklist(TASK_KINDS),
  question: prose,
  /** More words for the visitor: how the answer is computed, what leaves. */
  text: v.optional(prose),
  buckets: v.pipe(
    v.array(label),
    v.minLength(BUCKETS.least),
    v.maxLength(BUCKETS.most),
    v.check((labels) => new Set(labels).size === labels.length, 'each bucket has its own label'),
  ),
  numerator: term,
  denominator: term,
  epsilon: v.pipe(v.number(), v.gtValue(0), v.check((value) => Math.abs(value * MICRO - Math.round(value * MICRO)) < 1e-6, 'ε has at most six decimal places')),
  w: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  epochSeconds: v.literal(EPOCH_MS / 1_000, 'an epoch is a week: 604800 seconds'),
  participation: v.pipe(v.string(), v.regex(PARTICIPATION, 'participation is a fraction such as "1/4"')),
  weight: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(TASKS.weight)),
  mode: v.picklist(['local', 'dap']),
  dap: v.optional(v.record(v.string(), json)),
  arms: v.optional(v.strictTuple([label, label])),
  measure: v.optional(v.picklist(MEASURES)),
  statement: v.optional(v.record(v.string(), json)),
})

const fileSchema = v.strictObject({
  $schema: v.optional(v.string()),
  version: v.literal(1),
  tasks: v.pipe(v.array(taskSchema), v.minLength(1), v.maxLength(TASKS.most)),
})

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
    return { path: 'epsilon', message: `${numerator}/${denominator} is more than e^${entry.epsilon}` }
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
