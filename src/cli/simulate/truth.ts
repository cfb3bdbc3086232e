import { readFile } from 'node:fs/promises'
import * as v from 'valibot'
import type { Arm } from '../../core/personalizer/experiment.js'
import type { Task } from '../../core/privacy/task.js'
import { InputFault } from '../input-fault.js'

/** For each task id and arm, the share of browsers whose true answer is each bucket; in the order of the buckets, summing to one. */
export type Truth = ReadonlyMap<string, Readonly<Record<Arm, readonly number[]>>>

type Shares = Readonly<Record<string, number>>

const shares = v.record(v.string(), v.pipe(v.number(), v.minValue(0)))
const schema = v.record(v.string(), v.union([shares, v.strictObject({ original: shares, personalized: shares })]))

/**
 * Reads `{"task id": {"label": share}}`, or `{"task id": {"original": {…}, "personalized": {…}}}` for arms that differ;
 * shares are scaled to one, a label left out has none, a task left out falls off as 1/rank.
 */
export async function readTruth(file: string | undefined, tasks: readonly Task[]): Promise<Truth> {
  const given = file === undefined ? {} : await parsed(file)
  const missing = Object.keys(given).find((id) => tasks.every((task) => task.id !== id))
  if (missing !== undefined) throw new InputFault(`${file}: no task has the id ${missing}`)
  const of = (task: Task, arm: Arm): readonly number[] => {
    const said = given[task.id]
    if (said === undefined) return fallingOff(task)
    const own = byLabel(said) ? said : said[arm]
    const unknown = Object.keys(own).find((label) => !task.buckets.includes(label))
    if (unknown !== undefined) throw new InputFault(`${file}: ${task.id} has no bucket ${unknown}`)
    return scaled(task.buckets.map((label) => own[label] ?? 0))
  }
  return new Map(tasks.map((task) => [task.id, { original: of(task, 'original'), personalized: of(task, 'personalized') }]))
}

/** Shares that fall off as 1/rank. */
export function fallingOff({ buckets }: Pick<Task, 'buckets'>): readonly number[] {
  return scaled(buckets.map((_, index) => 1 / (index + 1)))
}

function byLabel(said: v.InferOutput<typeof schema>[string]): said is Shares {
  return Object.values(said).every((share) => typeof share === 'number')
}

async function parsed(file: string): Promise<v.InferOutput<typeof schema>> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new InputFault(`${file}: cannot be read`)
  })
  try {
    return v.parse(schema, JSON.parse(text))
  } catch {
    throw new InputFault(`${file}: not {"task id": {"label": share}}, or the same under original and personalized`)
  }
}

function scaled(shares: readonly number[]): readonly number[] {
  const total = shares.reduce((sum, share) => sum + share, 0)
  if (total <= 0) throw new InputFault('the shares of a task sum to nothing')
  return shares.map((share) => share / total)
}
