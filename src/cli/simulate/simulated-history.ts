import type { EventId, InteractionEvent } from '../../core/history/event.js'
import type { ItemId } from '../../core/item.js'
import type { Task } from '../../core/privacy/task.js'
import { EPOCH_MS, epochOf, type Millis } from '../../core/time.js'

/** The events of a browser whose true answer to a task is a bucket, this week so far; undefined where the kind is not simulated. */
export function simulatedHistory(task: Task, bucket: number, now: Millis): readonly InteractionEvent[] | undefined {
  if (task.kind !== 'favourite-topic') return undefined
  const nothing = task.buckets.length - 1
  if (bucket === nothing) return []
  const other = task.buckets[(bucket + 1) % nothing]
  const label = task.buckets[bucket]
  if (label === undefined || other === undefined) return undefined
  const read = nothing === 1 ? [label] : [label, other, label]
  return read.map((category, index) => view(category, index, now))
}

function view(category: string, index: number, now: Millis): InteractionEvent {
  const start = epochOf(now) * EPOCH_MS
  const id = `${category}-${index}`
  return { id: id as EventId, kind: 'view', item: { id: id as ItemId, title: id, category }, at: (start + Math.floor(((now - start) * index) / 4)) as Millis }
}
