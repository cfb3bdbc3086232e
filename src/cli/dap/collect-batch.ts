import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { open, readSealed, type HpkeKey } from './hpke-key.js'
import { FIELD128, opaque32, readField128, readWire, uint64, uint8 } from './wire.js'

/** What it takes to collect a task's batches from its leader. */
export interface BatchAccess {
  readonly leader: string
  /** 32 bytes in base64url. */
  readonly taskId: string
  readonly length: number
  /** The leader's bearer token for the collector. */
  readonly token: string
  readonly key: HpkeKey
}

/** A batch as both aggregators gave it, each with its own noise in it: how many reports, and the noisy sum of each cell. */
export interface Batch {
  readonly n: number
  readonly sums: readonly number[]
}

export type Collected = { readonly status: 'ok'; readonly batch: Batch } | { readonly status: 'failed'; readonly message: string }

const EPOCH_SECONDS = 604_800
const TIME_INTERVAL = 1
const ROLE = { collector: 0, leader: 2, helper: 3 } as const
/** Milliseconds between two looks at a job, where the leader does not say. */
const POLL_MS = 1_000

/**
 * Collects one epoch of a task (draft-ietf-ppm-dap-09, section 4.6): makes a collection job, waits for it, opens both
 * aggregate shares and adds them. Each batch can be collected once; the aggregators see to it.
 */
export async function collectBatch({ leader, taskId, length, token, key }: BatchAccess, epoch: number, { waitMs = 600_000, progress }: { readonly waitMs?: number; readonly progress?: (polls: number) => void } = {}): Promise<Collected> {
  const interval = Buffer.concat([uint64(epoch * EPOCH_SECONDS), uint64(EPOCH_SECONDS)])
  const query = Buffer.concat([uint8(TIME_INTERVAL), interval])
  const noParameter = opaque32(Buffer.alloc(0))
  const job = new URL(`tasks/${taskId}/collection_jobs/${randomBytes(16).toString('base64url')}`, leader)
  const headers = { authorization: `Bearer ${token}` }
  try {
    const made = await fetch(job, { method: 'PUT', headers: { ...headers, 'content-type': 'application/dap-collect-req' }, body: new Uint8Array(Buffer.concat([query, noParameter])) })
    if (!made.ok) return failed(`the leader refused the collection (${made.status}${await problemOf(made)})`)
    for (let polls = 1, until = performance.now() + waitMs; performance.now() < until; polls += 1) {
      const answer = await fetch(job, { method: 'POST', headers })
      if (answer.status === 200) return { status: 'ok', batch: await opened(Buffer.from(await answer.arrayBuffer()), { taskId, key, length, aad: Buffer.concat([noParameter, query]) }) }
      if (answer.status !== 202) return failed(`the leader gave the collection up (${answer.status}${await problemOf(answer)})`)
      progress?.(polls)
      await pause(Math.min(10_000, Number(answer.headers.get('retry-after') ?? 0) * 1_000 || POLL_MS))
    }
    return failed('the collection was not done in time; the job goes on at the leader')
  } catch (error) {
    return failed(error instanceof Error ? error.message : 'the leader could not be reached')
  }
}

async function opened(bytes: Buffer, { taskId, key, length, aad }: { readonly taskId: string; readonly key: HpkeKey; readonly length: number; readonly aad: Buffer }): Promise<Batch> {
  const reader = readWire(bytes)
  reader.take(1)
  const n = reader.uint64()
  // The interval that the reports cover.
  reader.take(16)
  const whole = Buffer.concat([Buffer.from(taskId, 'base64url'), aad])
  const sums = new Array<bigint>(length).fill(0n)
  for (const role of [ROLE.leader, ROLE.helper]) {
    const share = readField128(await open(key, readSealed(reader), Buffer.concat([Buffer.from('dap-09 aggregate share'), Buffer.of(role, ROLE.collector)]), whole))
    if (share.length !== length) throw new RangeError(`an aggregate share has ${share.length} cells, the task ${length}`)
    share.forEach((element, at) => (sums[at] = ((sums[at] ?? 0n) + element) % FIELD128))
  }
  reader.end()
  // Noise can take a sum below zero; in the field that is just below the modulus.
  return { n, sums: sums.map((sum) => Number(sum > FIELD128 / 2n ? sum - FIELD128 : sum)) }
}

async function problemOf(response: Response): Promise<string> {
  const text = await response.text().catch(() => '')
  return text === '' ? '' : `: ${text.slice(0, 300)}`
}

function failed(message: string): Collected {
  return { status: 'failed', message }
}
