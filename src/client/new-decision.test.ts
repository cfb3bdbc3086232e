import { describe, expect, it } from 'vitest'
import type { GrantedDecision } from '../core/consent/decision.js'
import type { Millis } from '../core/time.js'
import { grantOf } from './new-decision.js'

const at = (date: string): Millis => Date.parse(date) as Millis
const BEFORE: GrantedDecision = { kind: 'granted', receipt: 'r1', aggregates: 'pending', policyVersion: '1', source: 'banner', at: at('2026-01-31T10:00:00Z'), paused: false }
const NOW = at('2026-03-01T10:00:00Z')
const dep = { policyVersion: '1', clock: { now: () => NOW } }
const before = { decision: BEFORE, notBefore: undefined, carried: undefined }

describe('a grant over what stands', () => {
  it('tells when and how it was given, and not when and how the visitor chose about aggregates since', () => {
    for (const aggregates of ['granted', 'denied'] as const) {
      const change = grantOf(dep, { aggregates }, { source: 'centre', overridesSignal: false }, before)
      expect(change?.decision).toMatchObject({ receipt: 'r1', aggregates, at: BEFORE.at, source: 'banner' })
      expect(change?.receipt).toMatchObject({ at: new Date(NOW).toISOString(), source: 'centre' })
    }
  })

  it('begins anew where it is given again', () => {
    const change = grantOf(dep, { personalization: 'granted' }, { source: 'centre', overridesSignal: false }, before)
    expect(change?.decision).toMatchObject({ receipt: 'r1', at: NOW, source: 'centre' })
  })
})
