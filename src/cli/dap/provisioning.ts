import { createHash, randomBytes } from 'node:crypto'
import { LEAST_BATCH } from '../../core/privacy/dap/dap-estimate.js'
import type { Task } from '../../core/privacy/task.js'
import { EPOCH_MS } from '../../core/time.js'
import type { BatchAccess } from './collect-batch.js'
import { newHpkeKey } from './hpke-key.js'

/** What each of three parties needs for one task: nobody's private key is among the others'. */
export interface Provisioning {
  /** A task for Janus, in its YAML, for the party that leads. */
  readonly leader: string
  /** The same for the party that helps. */
  readonly helper: string
  /** For whoever collects: keep it secret. */
  readonly collector: BatchAccess & { readonly task: string; readonly hash: string }
}

const BASE32 = 2n ** 32n

/** A task over DAP as two aggregators running Janus 0.7 take it, with fresh secrets. Their own HPKE keys they make themselves. */
export async function provisioning(task: Task): Promise<Provisioning> {
  const { dap } = task
  if (dap === undefined) throw new TypeError('a task in mode dap')
  const key = await newHpkeKey(randomBytes(1).readUInt8())
  const secret = (bytes: number): string => randomBytes(bytes).toString('base64url')
  const [verifyKey, aggregatorToken, collectorToken] = [secret(16), secret(32), secret(32)]
  const shared = (role: 'Leader' | 'Helper', peer: string): readonly string[] => [
    `- task_id: "${dap.taskId}"`,
    `  peer_aggregator_endpoint: "${peer}"`,
    `  query_type: TimeInterval`,
    `  vdaf: !Prio3Histogram`,
    `    length: ${dap.length}`,
    `    chunk_length: ${dap.chunkLength}`,
    `    # Discrete Laplace of scale 2/ε in every cell, by each aggregator.`,
    `    dp_strategy: { dp_strategy: PureDpDiscreteLaplace, budget: { epsilon: [${digits(BigInt(task.epsilon))}, ${digits(1_000_000n)}] } }`,
    `  role: ${role}`,
    `  vdaf_verify_key: "${verifyKey}"`,
    `  # Each batch is collected once, from ${LEAST_BATCH} reports on.`,
    `  max_batch_query_count: 1`,
    `  min_batch_size: ${LEAST_BATCH}`,
    `  time_precision: ${EPOCH_MS / 1_000}`,
    `  tolerable_clock_skew: 3600`,
    `  task_expiration: null`,
    `  report_expiry_age: ${(4 * EPOCH_MS) / 1_000}`,
    `  collector_hpke_config: { id: ${key.id}, kem_id: X25519HkdfSha256, kdf_id: HkdfSha256, aead_id: Aes128Gcm, public_key: "${key.publicKey}" }`,
    `  # The aggregator's own key, which its key rotator makes: it stays with whoever runs it.`,
    `  hpke_keys: []`,
  ]
  const lines = (all: readonly string[]): string => `${all.join('\n')}\n`
  return {
    leader: lines([...shared('Leader', dap.helper), `  aggregator_auth_token: { type: Bearer, token: "${aggregatorToken}" }`, `  collector_auth_token_hash: { type: Bearer, hash: "${hashOf(collectorToken)}" }`]),
    helper: lines([...shared('Helper', dap.leader), `  aggregator_auth_token_hash: { type: Bearer, hash: "${hashOf(aggregatorToken)}" }`, `  collector_auth_token_hash: null`]),
    collector: { task: task.id, hash: task.hash, leader: dap.leader, taskId: dap.taskId, length: dap.length, token: collectorToken, key },
  }
}

/** A whole number as Janus writes large ones: digits to the base 2³², the least first. */
function digits(value: bigint): string {
  const found: bigint[] = []
  for (let rest = value; rest > 0n; rest /= BASE32) found.push(rest % BASE32)
  return `[${found.join(', ')}]`
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
