import type { InteractionEvent } from '../history/event.js'
import { EPOCH_MS, type Epoch } from '../time.js'
import { favouriteTopic } from './kinds/favourite-topic.js'
import type { BucketIndex } from './subset-selection.js'
import type { Task } from './task.js'

/** Computes a task's true answer from the events of one epoch, oldest first; undefined is "nothing to say". */
export type Answerer = (buckets: readonly string[], events: readonly InteractionEvent[]) => number | undefined

const ANSWERERS: Partial<Record<Task['kind'], Answerer>> = {
  'favourite-topic': favouriteTopic,
}

/**
 * The true answer of this browser to a task in an epoch: the index of a bucket. Only events inside the epoch count, so
 * that the privacy unit is one epoch's records. An empty history, or a kind this version cannot compute, says nothing:
 * the last bucket. The answer goes into the mechanism and nowhere else.
 */
export function answerTask(task: Task, events: readonly InteractionEvent[], epoch: Epoch): BucketIndex {
  const nothing = task.buckets.length - 1
  const from = epoch * EPOCH_MS
  const within = events.filter(({ at }) => at >= from && at < from + EPOCH_MS).sort((a, b) => a.at - b.at)
  const answer = ANSWERERS[task.kind]?.(task.buckets.slice(0, nothing), within)
  return (answer === undefined || answer < 0 || answer >= nothing ? nothing : answer) as BucketIndex
}
