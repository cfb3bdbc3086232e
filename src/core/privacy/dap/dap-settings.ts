import { sha256 } from '@noble/hashes/sha2.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import * as v from 'valibot'
import { toBase64 } from '../../prior/base64.js'
import { canonicalJson, type Json } from '../canonical-json.js'
import { certifies, microEpsilon, type MicroEpsilon } from '../micro-epsilon.js'
import { selection, type SubsetSelection } from '../subset-selection.js'

/** What a task in mode `dap` says of its two aggregators. */
export interface DapSettings {
  /** Addresses with a slash at their end. */
  readonly leader: string
  readonly helper: string
  /** 32 bytes in base64url, by which both aggregators know the task. */
  readonly taskId: string
  /** Cells of the histogram: a bucket for each arm. */
  readonly length: number
  /** Parameter of Prio3Histogram's proof; about √length makes it shortest. */
  readonly chunkLength: number
  /** k-RR before the answer is cut in shares: what still holds where both aggregators work together. */
  readonly collusion?: { readonly mechanism: SubsetSelection; readonly epsilon: MicroEpsilon }
}

const TASK_ID = /^[A-Za-z0-9_-]{43}$/
/** Origin, then path; no query. Without TLS only on this machine, for a trial. */
const ADDRESS = /^(?:https:\/\/[^\s/?#@]+|http:\/\/(?:localhost|127\.0\.0\.1)(?::\d+)?)(?:\/[^\s?#]*)?$/

const address = v.pipe(v.string('the address of an aggregator'), v.regex(ADDRESS, 'an https address without a query; http only on this machine'))
const term = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2 ** 36 - 1))

const settings = v.looseObject({
  leader: address,
  helper: address,
  taskId: v.optional(v.pipe(v.string(), v.regex(TASK_ID, '32 bytes in base64url, 43 characters'))),
  chunkLength: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  collusion: v.optional(v.strictObject({ numerator: term, denominator: term, epsilon: v.pipe(v.number(), v.gtValue(0)) })),
})

export type ReadDap = { readonly status: 'ok'; readonly dap: DapSettings } | { readonly status: 'invalid'; readonly path: string; readonly message: string }

/**
 * Reads `dap` of a task. Without an id of its own the task goes by the SHA-256 of its canonical JSON, so that what the
 * aggregators add up is bound to the words that were published. `length` is the number of cells.
 */
export function readDap(value: Json | undefined, definition: Json, length: number): ReadDap {
  const parsed = v.safeParse(settings, value, { abortEarly: true })
  if (!parsed.success) {
    const [issue] = parsed.issues
    return invalid(v.getDotPath(issue) ?? '', issue.message)
  }
  const { leader, helper, taskId = base64url(sha256(utf8ToBytes(canonicalJson(definition)))), chunkLength = Math.max(1, Math.round(Math.sqrt(length))), collusion } = parsed.output
  if (folder(leader) === folder(helper)) return invalid('helper', 'leader and helper are two aggregators, run by two parties')
  if (chunkLength > length) return invalid('chunkLength', `at most the ${length} cells of the histogram`)
  if (collusion !== undefined) {
    const { numerator, denominator, epsilon } = collusion
    if (numerator <= denominator) return invalid('collusion.numerator', 'numerator/denominator is above 1')
    if (!certifies(microEpsilon(epsilon), numerator, denominator)) return invalid('collusion.epsilon', `${numerator}/${denominator} is more than e^${epsilon}`)
  }
  return {
    status: 'ok',
    dap: { leader: folder(leader), helper: folder(helper), taskId, length, chunkLength, ...(collusion === undefined ? {} : { collusion: { mechanism: selection(bucketsOf(definition), 1, collusion.numerator, collusion.denominator), epsilon: microEpsilon(collusion.epsilon) } }) },
  }
}

function bucketsOf(definition: Json): number {
  const buckets = typeof definition === 'object' && definition !== null && 'buckets' in definition ? definition.buckets : undefined
  return Array.isArray(buckets) ? buckets.length : 0
}

function folder(url: string): string {
  return url.endsWith('/') ? url : `${url}/`
}

function base64url(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

function invalid(path: string, message: string): ReadDap {
  return { status: 'invalid', path: path === '' ? 'dap' : `dap.${path}`, message }
}
