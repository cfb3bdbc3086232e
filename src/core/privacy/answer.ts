import { EPOCH_MS, type Epoch } from '../time.js'
import { activeDays } from './kinds/active-days.js'
import { clickPosition } from './kinds/click-position.js'
import { favouriteTopic } from './kinds/favourite-topic.js'
import { mostTurnedTo } from './kinds/item.js'
import { outcome } from './kinds/outcome.js'
import { preference } from './kinds/preference.js'
import { topicPair } from './kinds/topic-pair.js'
import type { Records } from './records.js'
import type { BucketIndex } from './subset-selection.js'
import type { Task, TaskKind } from './task.js'

/** Computes a task's true answer from records, oldest first; undefined is "nothing to say". `buckets` are without the last one. */
export type Answerer = (buckets: readonly string[], records: Records, task: Task) => number | undefined

const ANSWERERS: Readonly<Record<TaskKind, Answerer>> = {
  'favourite-topic': (buckets, { events }) => favouriteTopic(buckets, events),
  'topic-pair': (buckets, { events }) => topicPair(buckets, events),
  preference: (_buckets, { events }) => preference(events),
  outcome: (buckets, { events }, task) => outcome(buckets, events, task),
  'click-position': (buckets, { events }) => clickPosition(buckets, events),
  'active-days': activeDays,
  item: (buckets, { events }) => mostTurnedTo(buckets, events),
}

/** Weeks of a lifetime value, the present one included: what retention surely keeps, and a season. */
const LIFETIME_EPOCHS = 12

/** The earliest epoch whose records an answer in `epoch` may depend on: the ledger charges each epoch from there on. */
export function answersSince(task: Pick<Task, 'kind' | 'measure'>, epoch: Epoch): Epoch {
  // The last seven days reach over the turn of an epoch.
  const back = task.kind === 'active-days' ? 1 : task.measure === 'lifetime' ? LIFETIME_EPOCHS - 1 : 0
  return (epoch - back) as Epoch
}

/**
 * The true answer of this browser to a task in an epoch: the index of a bucket. Only events of the epochs that are
 * charged count. An empty history says nothing: the last bucket. The answer goes into the mechanism and nowhere else.
 */
export function answerTask(task: Task, { events, epoch, now }: Records): BucketIndex {
  const nothing = task.buckets.length - 1
  const from = answersSince(task, epoch) * EPOCH_MS
  const within = events.filter(({ at }) => at >= from && at < (epoch + 1) * EPOCH_MS).sort((a, b) => a.at - b.at)
  const answer = ANSWERERS[task.kind](task.buckets.slice(0, nothing), { events: within, epoch, now }, task)
  return (answer === undefined || answer < 0 || answer >= nothing ? nothing : answer) as BucketIndex
}
