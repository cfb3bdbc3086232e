import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Millis } from '../time.js'
import { choiceFor, expiresAt, lapseOf, receiptFor, standing } from './decision.js'
import type { Decision, GrantedDecision } from './decision.js'
import { decisionIn, readStoredDecision } from './stored-decision.js'

const at = (date: string): Millis => Date.parse(date) as Millis
const GRANTED: GrantedDecision = { kind: 'granted', receipt: 'r1', aggregates: 'denied', policyVersion: '1', source: 'banner', at: at('2026-01-31T10:00:00Z'), paused: false }
const DENIED: Decision = { kind: 'denied', policyVersion: '1', source: 'banner', month: '2026-01' }

describe('how long a choice stands', () => {
  it('is six months for a grant, to the moment, and six whole months after its month for a refusal', () => {
    expect(new Date(expiresAt({ ...GRANTED, at: at('2026-03-15T10:00:00Z') })).toISOString()).toBe('2026-09-15T10:00:00.000Z')
    expect(new Date(expiresAt(DENIED)).toISOString()).toBe('2026-08-01T00:00:00.000Z')
  })

  it('ends with the time or the policy, and says which', () => {
    expect(standing(GRANTED, '1', at('2026-06-01T00:00:00Z'))).toBe(GRANTED)
    expect(lapseOf(GRANTED, '1', at('2026-06-01T00:00:00Z'))).toBeUndefined()
    expect(lapseOf(GRANTED, '1', at('2027-01-01T00:00:00Z'))).toBe('expired')
    expect(lapseOf(GRANTED, '2', at('2026-06-01T00:00:00Z'))).toBe('policy-changed')
    expect(lapseOf(undefined, '1', at('2026-06-01T00:00:00Z'))).toBeUndefined()
  })

  it('is never shortened or lengthened by a clock that moved back', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 10 * 365 }), (days) => {
      expect(standing(GRANTED, '1', (GRANTED.at - days * 86_400_000) as Millis)).toBe(GRANTED)
    }))
  })
})

describe('what a choice says of a purpose', () => {
  it('is pending without one, denied by a refusal, and its own for the second', () => {
    expect(choiceFor(undefined, 'aggregates')).toBe('pending')
    expect([choiceFor(DENIED, 'personalization'), choiceFor(DENIED, 'aggregates')]).toEqual(['denied', 'denied'])
    expect([choiceFor(GRANTED, 'personalization'), choiceFor(GRANTED, 'aggregates')]).toEqual(['granted', 'denied'])
    expect(receiptFor(GRANTED, 'aggregates')).toBeUndefined()
    expect(receiptFor({ ...GRANTED, aggregates: 'granted', aggregatesReceipt: 'a1' }, 'aggregates')).toBe('a1')
  })
})

describe('a stored decision', () => {
  it('comes out as it went in', () => {
    for (const decision of [GRANTED, { ...GRANTED, overridesSignal: true, retentionDays: 30, caps: { epoch: 500_000 }, aggregatesNotBefore: '2027-02' }, DENIED]) expect({ ...readStoredDecision(decision) }).toEqual(decision)
    expect(decisionIn(readStoredDecision({ kind: 'lapsed', aggregatesNotBefore: '2027-02' }))).toBeUndefined()
  })

  it('is none where it is anything else', () => {
    for (const forged of [undefined, null, 'granted', [], {}, { kind: 'granted' }, { ...GRANTED, at: 'now' }, { ...GRANTED, receipt: '' }, { ...GRANTED, paused: 1 }, { ...GRANTED, aggregates: true }, { ...DENIED, month: 'soon' }, { ...GRANTED, kind: 'allowed' }]) expect(readStoredDecision(forged)).toBeUndefined()
  })

  it('takes nothing from its prototype, nor from one that a page has polluted', () => {
    const { receipt: _receipt, ...without } = GRANTED
    expect(readStoredDecision(Object.assign(Object.create(GRANTED), { kind: 'granted' }))).toBeUndefined()
    expect(readStoredDecision(Object.assign(Object.create({ receipt: 'forged' }), without))).toBeUndefined()
    try {
      Object.defineProperty(Object.prototype, 'overridesSignal', { value: true, configurable: true })
      const read = decisionIn(readStoredDecision({ ...GRANTED }))
      expect(read?.kind === 'granted' && read.overridesSignal).toBe(undefined)
    } finally {
      Reflect.deleteProperty(Object.prototype, 'overridesSignal')
    }
  })
})
