import { readFile } from 'node:fs/promises'
import * as v from 'valibot'
import type { Task } from '../../core/privacy/task.js'
import { InputFault } from '../input-fault.js'

/** For each task id, the share of browsers whose true answer is each bucket; in the order of the buckets, summing to one. */
export type Truth = ReadonlyMap<string, readonly number[]>

const schema = v.record(v.string(), v.record(v.string(), v.pipe(v.number(), v.minValue(0))))

/** Reads `{"task id": {"label": share}}`; shares are scaled to one, a label left out has none, a task left out falls off as 1/rank. */
export async function readTruth(file: string | undefined, tasks: readonly Task[]): Promise<Truth> {
  const given = file === undefined ? {} : await parsed(file)
  for (const [id, shares] of Object.entries(given)) {
    const task = tasks.find((each) => each.id === id)
    if (task === undefined) throw new InputFault(`${file}: no task has the id ${id}`)
    const unknown = Object.keys(shares).find((label) => !task.buckets.includes(label))
    if (unknown !== undefined) throw new InputFault(`${file}: ${id} has no bucket ${unknown}`)
  }
  return new Map(tasks.map((task) => [task.id, scaled(task.buckets.map((label, index) => (given[task.id] === undefined ? 1 / (index + 1) : (given[task.id]?.[label] ?? 0))))]))
}

async function parsed(file: string): Promise<v.InferOutput<typeof schema>> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new InputFault(`${file}: cannot be read`)
  })
  try {
    return v.parse(schema, JSON.parse(text))
  } catch {
    throw new InputFault(`${file}: not {"task id": {"label": share}}`)
  }
}

function scaled(shares: readonly number[]): readonly number[] {
  const total = shares.reduce((sum, share) => sum + share, 0)
  if (total <= 0) throw new InputFault('the shares of a task sum to nothing')
  return shares.map((share) => share / total)
}
