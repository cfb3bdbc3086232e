import { parseTasks } from '../../core/privacy/parse-tasks.js'
import type { Task } from '../../core/privacy/task.js'

/** The published mechanism at d = 20, as a task that an audit can answer. */
export function auditedTask(): Task {
  const parsed = parseTasks({
    version: 1,
    tasks: [
      {
        id: 'audit',
        kind: 'favourite-topic',
        question: 'Which topic did you read most this week?',
        buckets: [...Array.from({ length: 19 }, (_, index) => `topic ${index + 1}`), 'nothing'],
        numerator: 19,
        denominator: 7,
        epsilon: 1,
        epochSeconds: 604_800,
        participation: '1/1',
        weight: 1,
        mode: 'local',
      },
    ],
  })
  const task = parsed.status === 'ok' ? parsed.tasks[0] : undefined
  if (task === undefined) throw new Error('the audited task is valid')
  return task
}
