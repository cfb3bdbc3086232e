import { parseTasks } from '../parse-tasks.js'
import type { Task } from '../task.js'

/** Two aggregators that nobody runs. */
const AGGREGATORS = { leader: 'https://leader.example/', helper: 'https://helper.example/' }

/** The JSON of a valid task, for tests that break one thing about it. */
export function taskDefinition(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    id: 'favourite-topic',
    kind: 'favourite-topic',
    question: 'Which topic did you read most this week?',
    buckets: ['arts', 'science', 'sport', 'nothing'],
    numerator: 19,
    denominator: 7,
    epsilon: 1,
    epochSeconds: 604_800,
    participation: '1/1',
    weight: 1,
    mode: 'local',
    ...(changes['mode'] === 'dap' ? { dap: AGGREGATORS } : {}),
    ...changes,
  }
}

/** A task as a browser has it after reading the file. */
export function publishedTask(changes: Readonly<Record<string, unknown>> = {}): Task {
  const parsed = parseTasks({ version: 1, tasks: [taskDefinition(changes)] })
  if (parsed.status !== 'ok') throw new Error(`${parsed.path}: ${parsed.message}`)
  const [task] = parsed.tasks
  if (task === undefined) throw new Error('one task')
  return task
}
