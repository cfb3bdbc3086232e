import type { Task } from '../../core/privacy/task.js'
import { publishedTask } from '../../core/privacy/testing/published-task.js'

/** The published mechanism at d = 20, as a task that an audit can answer. */
export function auditedTask(): Task {
  return publishedTask({ id: 'audit', buckets: [...Array.from({ length: 19 }, (_, index) => `topic ${index + 1}`), 'nothing'] })
}

/** A question over DAP beside it, for what happens between sealing and paying. */
export function auditedOverDap(): Task {
  return publishedTask({ id: 'audit-dap', kind: 'item', mode: 'dap', buckets: ['a', 'b', 'c', 'nothing'] })
}
