import { deviation, estimateCells, reportsNeeded } from '../core/privacy/estimate.js'
import type { Task } from '../core/privacy/task.js'
import type { Epoch } from '../core/time.js'
import type { Store } from './store/store.js'

/** What everyone's answers say about topics, for browsers that know nothing yet: the same file for everyone. */
export interface Prior {
  readonly version: 1
  /** Made from randomised answers only. */
  readonly source: 'dp'
  readonly topics: readonly TopicPrior[]
}

export interface TopicPrior {
  readonly task: string
  readonly hash: string
  /** Reports behind the shares. */
  readonly users: number
  /** Reports from which the shares help: three deviations for a topic of average size. */
  readonly needed: number
  /** Below `needed` the shares are flat, and a ranker leaves them out. */
  readonly used: boolean
  /** Shares by label, not negative, summing to one. */
  readonly shares: Readonly<Record<string, number>>
}

/** Epochs that are pooled: a quarter of a year, so that a season counts and last year does not. */
const POOLED = 12

/**
 * Pools the last epochs of each topic task, takes negative shares for zero and shrinks towards equal shares by how much
 * of the spread is noise (James–Stein, positive part).
 */
export async function priorOf(tasks: readonly Task[], store: Pick<Store, 'tallies'>, epoch: Epoch): Promise<Prior> {
  const topical = tasks.filter(({ kind, mode }) => mode === 'local' && (kind === 'favourite-topic' || kind === 'topic-pair'))
  return { version: 1, source: 'dp', topics: await Promise.all(topical.map((task) => topicPrior(task, store, epoch))) }
}

async function topicPrior(task: Task, store: Pick<Store, 'tallies'>, epoch: Epoch): Promise<TopicPrior> {
  const tallies = (await store.tallies(task.hash)).filter((tally) => tally.epoch > epoch - POOLED)
  const users = tallies.reduce((total, { n }) => total + n, 0)
  const counts = task.buckets.map((_, bucket) => tallies.reduce((total, tally) => total + (tally.counts[bucket] ?? 0), 0))
  const labels = task.buckets.slice(0, -1)
  const equal = 1 / labels.length
  const needed = reportsNeeded(task.mechanism, 1 / task.buckets.length, 3)
  const used = users >= needed
  const positive = estimateCells(task.mechanism, task.buckets, counts, users).slice(0, -1).map(({ estimate }) => Math.max(0, estimate))
  const total = positive.reduce((sum, share) => sum + share, 0)
  const shares = used && total > 0 ? shrunk(positive.map((share) => share / total), equal, (deviation(task.mechanism, equal, users) / total) ** 2) : labels.map(() => equal)
  return { task: task.id, hash: task.hash, users, needed, used, shares: Object.fromEntries(labels.map((label, index) => [label, Number((shares[index] ?? equal).toFixed(6))])) }
}

function shrunk(shares: readonly number[], towards: number, noise: number): readonly number[] {
  const spread = shares.reduce((sum, share) => sum + (share - towards) ** 2, 0)
  const kept = spread === 0 ? 0 : Math.max(0, 1 - ((shares.length - 2) * noise) / spread)
  return shares.map((share) => towards + kept * (share - towards))
}
