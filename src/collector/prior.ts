import { createHash } from 'node:crypto'
import { laplaceVariance, noiseScale } from '../core/privacy/dap/discrete-laplace.js'
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
  /** Single topics, or two at once: "film + music". */
  readonly kind: 'favourite-topic' | 'topic-pair'
  /** Reports behind the shares. */
  readonly users: number
  /** Reports from which the shares help: three deviations for a topic of average size. */
  readonly needed: number
  /** Below `needed` the shares are flat, and a ranker leaves them out. */
  readonly used: boolean
  /** Shares by label, not negative, summing to one. */
  readonly shares: Readonly<Record<string, number>>
}

/** The file as it is served, and the hash by which results and browsers name it. */
export interface PublishedPrior {
  readonly json: string
  /** Hexadecimal. */
  readonly sha256: string
}

/** Epochs that are pooled: a quarter of a year, so that a season counts and last year does not. */
const POOLED = 12
/** Deviations that a topic of average size must stand above zero. */
const STANDS = 3

/** What was answered to one task over the pooled epochs: unbiased shares, and the deviation of a share of average size. */
interface Pooled {
  readonly users: number
  readonly needed: number
  readonly estimates: readonly number[]
  readonly deviation: number
}

/**
 * Pools the last epochs of each topic task, takes negative shares for zero and shrinks towards equal shares by how much
 * of the spread is noise (James–Stein, positive part).
 */
export async function publishedPrior(tasks: readonly Task[], store: Pick<Store, 'tallies' | 'batches'>, epoch: Epoch): Promise<PublishedPrior> {
  const topics = await Promise.all(tasks.flatMap((task) => (task.kind === 'favourite-topic' || task.kind === 'topic-pair' ? [topicPrior(task, task.kind, store, epoch)] : [])))
  const prior: Prior = { version: 1, source: 'dp', topics }
  const json = JSON.stringify(prior)
  return { json, sha256: createHash('sha256').update(json).digest('hex') }
}

async function topicPrior(task: Task, kind: TopicPrior['kind'], store: Pick<Store, 'tallies' | 'batches'>, epoch: Epoch): Promise<TopicPrior> {
  const labels = task.buckets.slice(0, -1)
  const equal = 1 / labels.length
  const { users, needed, estimates, deviation: noise } = await (task.dap === undefined ? pooledTallies : pooledBatches)(task, store, epoch)
  const used = users >= needed
  const positive = estimates.slice(0, -1).map((estimate) => Math.max(0, estimate))
  const total = positive.reduce((sum, share) => sum + share, 0)
  const shares = used && total > 0 ? shrunk(positive.map((share) => share / total), equal, (noise / total) ** 2) : labels.map(() => equal)
  return { task: task.id, hash: task.hash, kind, users, needed, used, shares: Object.fromEntries(labels.map((label, index) => [label, Number((shares[index] ?? equal).toFixed(6))])) }
}

async function pooledTallies(task: Task, store: Pick<Store, 'tallies'>, epoch: Epoch): Promise<Pooled> {
  const tallies = (await store.tallies(task.hash)).filter((tally) => tally.epoch > epoch - POOLED)
  const users = tallies.reduce((sum, { n }) => sum + n, 0)
  const counts = task.buckets.map((_, bucket) => tallies.reduce((sum, tally) => sum + (tally.counts[bucket] ?? 0), 0))
  const equal = 1 / (task.buckets.length - 1)
  return {
    users,
    needed: reportsNeeded(task.mechanism, equal, STANDS),
    estimates: estimateCells(task.mechanism, task.buckets, counts, users).map(({ estimate }) => estimate),
    deviation: deviation(task.mechanism, equal, Math.max(1, users)),
  }
}

/** Every batch brings the noise of two aggregators, so that few large ones say more than many small ones. */
async function pooledBatches(task: Task, store: Pick<Store, 'batches'>, epoch: Epoch): Promise<Pooled> {
  const batches = (await store.batches(task.hash)).filter((batch) => batch.epoch > epoch - POOLED)
  const users = batches.reduce((sum, { n }) => sum + n, 0)
  const noise = Math.sqrt(2 * Math.max(1, batches.length) * laplaceVariance(noiseScale(task.epsilon)))
  return {
    users,
    needed: Math.ceil(STANDS * noise * (task.buckets.length - 1)),
    estimates: task.buckets.map((_, bucket) => batches.reduce((sum, batch) => sum + (batch.sums[bucket] ?? 0), 0) / Math.max(1, users)),
    deviation: noise / Math.max(1, users),
  }
}

function shrunk(shares: readonly number[], towards: number, noise: number): readonly number[] {
  const spread = shares.reduce((sum, share) => sum + (share - towards) ** 2, 0)
  const kept = spread === 0 ? 0 : Math.max(0, 1 - ((shares.length - 2) * noise) / spread)
  return shares.map((share) => towards + kept * (share - towards))
}
