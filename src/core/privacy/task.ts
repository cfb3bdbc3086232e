import { sha256 } from '@noble/hashes/sha2.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import { canonicalJson, type Json } from './canonical-json.js'
import type { DapSettings } from './dap/dap-settings.js'
import type { MicroEpsilon } from './micro-epsilon.js'
import type { SubsetSelection } from './subset-selection.js'

export type TaskId = string & { readonly __brand: 'TaskId' }

/** What is asked. `item` is for DAP only; `outcome` carries its arm in clear. */
export const TASK_KINDS = ['favourite-topic', 'topic-pair', 'preference', 'outcome', 'click-position', 'active-days', 'item'] as const

export type TaskKind = (typeof TASK_KINDS)[number]

/** What an `outcome` measures: a purchase, a click in a slot, a second day, or (over DAP only) what was spent: this week, or in the last twelve. */
export const MEASURES = ['conversion', 'click', 'return', 'value', 'lifetime'] as const

export type Measure = (typeof MEASURES)[number]

/** The arms of an experiment, named in the task; the index goes in clear beside the randomised answer. */
export type Arms = readonly [string, string]

/** The arms of an `outcome` that names none. */
export const ARMS: Arms = ['original', 'personalized']

/**
 * A published question that was read and found valid: the only way to one is `parseTasks`.
 * `definition` is the published JSON, kept whole, because the hash is over it.
 */
export interface Task {
  readonly __brand: 'Task'
  readonly id: TaskId
  readonly kind: TaskKind
  readonly question: string
  /** Labels; the last one is "nothing to say". */
  readonly buckets: readonly string[]
  readonly epsilon: MicroEpsilon
  readonly mechanism: SubsetSelection
  /** Chance of answering in an epoch, an exact fraction. */
  readonly participation: { readonly numerator: number; readonly denominator: number }
  readonly weight: number
  readonly mode: 'local' | 'dap'
  /** Of a task in mode `dap`. */
  readonly dap?: DapSettings
  readonly arms?: Arms
  /** Of an `outcome`; without one it is `conversion`. */
  readonly measure?: Measure
  readonly definition: { readonly [key: string]: Json }
  /** `taskHash`, in hexadecimal. */
  readonly hash: TaskHash
}

/** 32 hexadecimal digits. */
export type TaskHash = string & { readonly __brand: 'TaskHash' }

/** Bytes of the hash that a report carries. */
export const TASK_HASH_BYTES = 16

/** The first 16 bytes of the SHA-256 of the canonical JSON of the published task. */
export function taskHash(definition: Json): Uint8Array {
  return sha256(utf8ToBytes(canonicalJson(definition))).slice(0, TASK_HASH_BYTES)
}
