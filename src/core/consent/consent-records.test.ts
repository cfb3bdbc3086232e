import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { consentRecords } from './consent-records.js'
import type { ReceiptHeld } from './consent-records.js'

const schema: object = JSON.parse(readFileSync(new URL('../../../public/schemas/consent-records.schema.json', import.meta.url), 'utf8'))
const valid = new Ajv({ allErrors: true }).compile(schema)

const RECEIPT: ReceiptHeld = { id: '5b1c2f9e-0000-4000-8000-1234567890ab', at: '2026-11-24T14:00:00.000Z', purposes: ['personalization', 'aggregates'], policyVersion: '3', source: 'centre', months: 6, language: 'de', overridesSignal: true }
const SITE = { controller: { name: 'The Hearthside', contact: 'privacy@example.org' } }

describe('consent records', () => {
  it('follow the published schema, with both purposes, the retention and the override said', () => {
    const records = consentRecords([RECEIPT, { ...RECEIPT, id: 'a-second-one', purposes: ['personalization'] }], { ...SITE, retentionDays: 30 })
    expect(valid(records), JSON.stringify(valid.errors)).toBe(true)
    expect(records[0]).toMatchObject({
      record_id: RECEIPT.id,
      pii_processing: { language: 'de', purposes: [{ purpose: 'dpv:ServicePersonalisation', retention_period: 'P30D' }, { purpose: 'dpv:ServiceUsageAnalytics' }] },
      event: [{ state: 'dpv:ConsentGiven', validity_duration: 'P6M', overrides_global_privacy_control: true }],
    })
    expect(records[1]?.pii_processing.purposes).toHaveLength(1)
  })

  it('break the schema where a field is missing or one too many would tell who the visitor is', () => {
    const [record] = consentRecords([RECEIPT], SITE)
    const { event: _event, ...without } = record ?? {}
    expect(valid([without])).toBe(false)
    expect(valid([{ ...record, pii_principal_id: 'user-17' }])).toBe(false)
    expect(valid([{ ...record, email: 'someone@example.org' }])).toBe(false)
  })
})
