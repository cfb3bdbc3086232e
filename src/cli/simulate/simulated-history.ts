import type { EventId, InteractionEvent, InteractionKind } from '../../core/history/event.js'
import type { ItemId } from '../../core/item.js'
import { answerTask } from '../../core/privacy/answer.js'
import { topicsOfPair } from '../../core/privacy/kinds/topic-pair.js'
import type { Task } from '../../core/privacy/task.js'
import { DAY_MS, EPOCH_MS, epochOf, type Millis } from '../../core/time.js'

/**
 * Records of a browser, of this week so far, from which the client's own code computes that bucket as the true answer
 * to a task; empty for "nothing to say", and for an answer that records of this moment cannot give (six active days on
 * the second day of an epoch are six days of two epochs).
 */
export function simulatedHistory(task: Task, bucket: number, now: Millis): readonly InteractionEvent[] {
  const label = task.buckets[bucket]
  if (label === undefined || bucket === task.buckets.length - 1) return []
  const events = made(task, label, bucket, now)
  return answerTask(task, { events, epoch: epochOf(now), now }) === bucket ? events : []
}

function made(task: Task, label: string, bucket: number, now: Millis): readonly InteractionEvent[] {
  const other = task.buckets[bucket === 0 ? 1 : 0] ?? label
  switch (task.kind) {
    case 'favourite-topic':
      return [event('view', label, 0, now), event('view', other, 1, now), event('view', label, 2, now)]
    case 'topic-pair':
      return (topicsOfPair(label) ?? []).flatMap((topic, index) => [event('view', topic, 2 * index, now), event('view', topic, 2 * index + 1, now)])
    case 'preference':
      return [{ ...event('click', 'topic', 0, now), slot: 'top', team: bucket === 0 ? 'personalized' : 'original' }]
    case 'outcome':
      return outcomeEvents(task, label, bucket, now)
    case 'click-position':
      return [{ ...event('click', 'topic', 0, now), slot: 'top', position: lowest(label) ?? bucket + 1 }]
    case 'active-days':
      return Array.from({ length: lowest(label) ?? bucket + 1 }, (_, day) => ({ ...event('view', 'topic', day, now), at: (now - day * DAY_MS) as Millis }))
    case 'item':
      return [{ ...event('view', 'topic', 0, now), item: { id: label as ItemId, title: label } }]
  }
}

function outcomeEvents({ measure = 'conversion' }: Task, label: string, bucket: number, now: Millis): readonly InteractionEvent[] {
  if (measure === 'value') return [{ ...event('purchase', 'topic', 0, now), value: lowest(label) ?? bucket + 1 }]
  if (bucket > 0) return [event('view', 'topic', 0, now)]
  if (measure === 'conversion') return [event('purchase', 'topic', 0, now)]
  if (measure === 'click') return [{ ...event('click', 'topic', 0, now), slot: 'top' }]
  return [event('view', 'topic', 0, now), { ...event('view', 'topic', 1, now), at: (now - DAY_MS) as Millis }]
}

/** The least number that a label such as "4-6" or "7+" stands for; a range from 0 is entered at 1. */
function lowest(label: string): number | undefined {
  const number = /^\d+(\.\d+)?/.exec(label.trim())?.[0]
  return number === undefined ? undefined : Math.max(1, Number(number))
}

function event(kind: InteractionKind, category: string, index: number, now: Millis): InteractionEvent {
  const start = epochOf(now) * EPOCH_MS
  const id = `${category}-${index}`
  return { id: id as EventId, kind, item: { id: id as ItemId, title: id, category }, at: (start + Math.floor(((now - start) * index) / 5)) as Millis }
}
