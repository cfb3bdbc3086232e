import type { Decision } from './decision.js'

/** What an ended choice leaves where a privacy budget was spent: the month before which nothing may be answered. */
export interface LapsedDecision {
  readonly kind: 'lapsed'
  readonly aggregatesNotBefore: string
}

export type StoredDecision = Decision | LapsedDecision

type Check = (value: unknown) => boolean

const text: Check = (value) => typeof value === 'string' && value !== ''
const words: Check = (value) => typeof value === 'string'
const flag: Check = (value) => typeof value === 'boolean'
const amount: Check = (value) => Number.isFinite(value)
const month: Check = (value) => typeof value === 'string' && /^\d{4}-\d{2}$/.test(value)
const caps: Check = (value) => typeof value === 'object' && value !== null && Object.entries(value).every(([name, cap]) => ['report', 'epoch', 'year'].includes(name) && Number.isSafeInteger(cap) && Number(cap) >= 0)
const choice: Check = (value) => value === 'pending' || value === 'granted' || value === 'denied'

interface Shape {
  readonly needed: Readonly<Record<string, Check>>
  readonly allowed: Readonly<Record<string, Check>>
}

const SHAPES = new Map<unknown, Shape>([
  [
    'granted',
    {
      needed: { receipt: text, aggregates: choice, policyVersion: words, source: text, at: amount, paused: flag },
      allowed: { aggregatesReceipt: text, retentionDays: amount, caps, overridesSignal: flag, aggregatesNotBefore: month },
    },
  ],
  ['denied', { needed: { policyVersion: words, source: text, month }, allowed: { aggregatesNotBefore: month } }],
  ['lapsed', { needed: { aggregatesNotBefore: month }, allowed: {} }],
])

/**
 * A decision as it came out of the database; `undefined` for anything else. Only own properties count, and the answer
 * has no prototype, so that a page which has put fields on `Object.prototype` adds nothing to what the visitor chose.
 * (Written out rather than given to a validator: the page carries it before consent.)
 */
export function readStoredDecision(value: unknown): StoredDecision | undefined {
  const found: unknown = Object.assign(Object.create(null), value)
  const field = (name: string): unknown => Reflect.get(Object(found), name)
  const shape = SHAPES.get(field('kind'))
  if (shape === undefined) return undefined
  const read: Record<string, unknown> = Object.assign(Object.create(null), { kind: field('kind') })
  for (const [name, check] of Object.entries(shape.needed)) {
    if (!check(field(name))) return undefined
    read[name] = field(name)
  }
  for (const [name, check] of Object.entries(shape.allowed)) {
    if (field(name) === undefined) continue
    if (!check(field(name))) return undefined
    read[name] = field(name)
  }
  return read as unknown as StoredDecision
}

/** The decision in a stored record, where it is one. */
export function decisionIn(stored: StoredDecision | undefined): Decision | undefined {
  return stored?.kind === 'lapsed' ? undefined : stored
}
