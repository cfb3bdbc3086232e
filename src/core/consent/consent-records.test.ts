import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import jsonld from 'jsonld'
import { describe, expect, it } from 'vitest'
import { consentRecords } from './consent-records.js'
import type { ReceiptHeld, RecordsDep } from './consent-records.js'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
const schema: object = JSON.parse(read('../../../public/schemas/consent-records.schema.json'))
const valid = new Ajv({ allErrors: true }).compile(schema)

const RECEIPT: ReceiptHeld = { id: '5b1c2f9e-0000-4000-8000-1234567890ab', at: '2026-11-24T14:00:00.000Z', purposes: ['personalization', 'aggregates'], policyVersion: '3', source: 'centre', months: 6, language: 'de', overridesSignal: true }
const SITE: RecordsDep = { controller: { name: 'The Hearthside', address: '1 Lantern Lane, Exeter', contact: 'privacy@example.org', url: 'https://example.org/', jurisdiction: 'EU' } }
const COLLECTOR = { name: 'Counting House', address: '2 Lantern Lane', contact: 'mail@example.org' }

/** Every IRI in expanded JSON-LD, and how many nodes there are. */
function irisIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(irisIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => (key === '@type' || key === '@id' ? [inner].flat().map(String) : key.startsWith('@') ? [] : [key, ...irisIn(inner)]))
}

describe('consent records', () => {
  it('follow the published schema, with both purposes, the retention and the override said', () => {
    const records = consentRecords([RECEIPT, { ...RECEIPT, id: 'a-second-one', purposes: ['personalization'], source: 'cmp' }], { ...SITE, retentionDays: 30, collector: COLLECTOR })
    expect(valid(records), JSON.stringify(valid.errors)).toBe(true)
    expect(records[0]).toMatchObject({
      record_id: RECEIPT.id,
      pii_processing: { language: 'de', purposes: [{ purpose_type: ['dpv:ServicePersonalisation', expect.anything()], retention_period: 'P30D', recipient_third_parties: [] }, { purpose_type: ['dpv:ServiceUsageAnalytics'], recipient_third_parties: ['_:collector'] }] },
      party_identification: [{ party_name: 'The Hearthside', party_type: 'dpv:DataController' }, { party_name: 'Counting House', party_type: 'dpv:ThirdParty' }],
      event: [{ event_state: 'dpv:ConsentGiven', event_type: 'dpv:ExplicitlyExpressedConsent', validity_duration: 'P6M', overrides_global_privacy_control: true }],
    })
    expect(records[1]?.pii_processing.purposes).toHaveLength(1)
    expect(records[1]?.event[0]).toMatchObject({ event_type: 'dpv:ExpressedConsent' })
  })

  it('break the schema where a mandatory field is missing, or one too many would tell who the visitor is', () => {
    const [record] = consentRecords([RECEIPT], SITE)
    const copy = (): Record<string, unknown> => structuredClone({ ...record })
    for (const name of ['schema_version', 'record_id', 'pii_principal_id', 'pii_processing', 'party_identification', 'event']) {
      const without = copy()
      Reflect.deleteProperty(without, name)
      expect(valid([without]), name).toBe(false)
    }
    const inner = (within: unknown, path: readonly (string | number)[]): object => path.reduce<object>((object, key) => Reflect.get(object, key) as object, within as object)
    for (const [path, names] of [
      [['pii_processing'], ['privacy_notice', 'language', 'purposes']],
      [['pii_processing', 'purposes', 0], ['purpose', 'pii_information', 'pii_controllers', 'storage_locations', 'retention_period', 'jurisdiction', 'recipient_third_parties', 'withdrawal_method']],
      [['pii_processing', 'purposes', 0, 'pii_information', 0], ['pii_type']],
      [['party_identification', 0], ['party_id', 'party_name', 'party_address', 'party_contact', 'party_type']],
      [['event', 0], ['event_time', 'validity_duration', 'entity_id', 'event_type', 'event_state']],
    ] as const) {
      for (const name of names) {
        const without = copy()
        expect(Reflect.has(inner(without, path), name)).toBe(true)
        Reflect.deleteProperty(inner(without, path), name)
        expect(valid([without]), name).toBe(false)
      }
    }
    expect(valid([{ ...record, pii_principal_id: 'user-17' }])).toBe(false)
    expect(valid([{ ...record, email: 'someone@example.org' }])).toBe(false)
  })

  it('are JSON-LD whose every term is in the list that was looked up in the vocabulary', async () => {
    const listed = new Set([...read('../../docs/consent-records.md').matchAll(/^\| `((?:dpv|pd|tech):\w+)` \|/gm)].map(([, term]) => term))
    expect(listed.size).toBeGreaterThan(20)
    const SPACES = { 'https://w3id.org/dpv/tech#': 'tech:', 'https://w3id.org/dpv/pd#': 'pd:', 'https://w3id.org/dpv#': 'dpv:' }
    const found = new Set<string>()
    for (const source of ['banner', 'api']) {
      const [record] = consentRecords([{ ...RECEIPT, source }], { ...SITE, collector: COLLECTOR })
      // Safe mode throws where a key or a value would be dropped; the two that the context maps to nothing are taken out first.
      const mapped: unknown = JSON.parse(JSON.stringify(record, (key, value: unknown) => (key === 'party_role' || key === 'overrides_global_privacy_control' ? undefined : value)))
      const context: Record<string, unknown> = { ...record?.['@context'] }
      const options: object = { safe: true }
      const expanded: unknown = await jsonld.expand({ ...(mapped as object), '@context': context } as unknown as jsonld.JsonLdDocument, options)
      for (const iri of irisIn(expanded)) {
        const [space, prefix] = Object.entries(SPACES).find(([base]) => iri.startsWith(base)) ?? []
        if (space !== undefined && prefix !== undefined) found.add(prefix + iri.slice(space.length))
        else expect(iri).toMatch(/^(http:\/\/purl\.org\/dc\/terms\/|https:\/\/schema\.org\/|https:\/\/w3id\.org\/dpv\/schema\/dpv-27560#record$|https:\/\/example\.org\/|_:)/)
      }
    }
    const properties = new Set([...read('../../docs/consent-records.md').matchAll(/`(dpv:(?:has|is)\w+)`/g)].map(([, term]) => term))
    const terms = [...found].filter((term) => !/^dpv:(has|is)[A-Z]/.test(term))
    expect(new Set(terms)).toEqual(listed)
    for (const term of found) if (/^dpv:(has|is)[A-Z]/.test(term)) expect([...properties, 'dpv:isExercisedAt']).toContain(term)
  })
})
