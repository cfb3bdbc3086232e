import { HISTORY_LIMITS } from '../history/limits.js'
import type { Purpose } from './purpose.js'
import { RECORD_CONTEXT } from './record-context.js'

/** What a receipt holds, as it is kept. */
export interface ReceiptHeld {
  readonly id: string
  readonly at: string
  readonly purposes: readonly Purpose[]
  readonly policyVersion: string
  readonly source: string
  readonly months: number
  readonly language?: string
  readonly notice?: string
  readonly overridesSignal?: boolean
}

/** Who is answerable. ISO/IEC TS 27560 wants name, postal address and a way to reach each party: the site alone can say them. */
export interface Party {
  readonly name: string
  readonly address: string
  /** An e-mail address, a telephone number or a page. */
  readonly contact: string
  readonly url?: string
}

/** The site that asked. */
export interface Controller extends Party {
  /** Whose law applies, e.g. `EU` or `US-CA`. */
  readonly jurisdiction: string
  /** Where its privacy notice can be read. */
  readonly notice?: string
  /** Where choices are changed and taken back: a page with the privacy centre, or with a link that brings the banner back. */
  readonly choices?: string
}

export interface RecordsDep {
  readonly controller: Controller
  /** Who runs the collector, where that is not the site itself. */
  readonly collector?: Party
  /** Days an event is kept on this site; 90 unless said. */
  readonly retentionDays?: number
}

/** What each purpose means; every term is in `src/docs/consent-records.md`, with its definition. */
const PURPOSE = {
  personalization: {
    purpose: 'Remember what was read, on this device, and put more of what matters to the visitor first.',
    purpose_type: ['dpv:ServicePersonalisation', 'dpv:ProvidePersonalisedRecommendations'],
    pii_information: [{ pii_type: 'pd:BrowsingBehaviour' }, { pii_type: 'pd:Interest' }],
    processing_method: ['dpv:Observe', 'dpv:Store', 'dpv:Profiling', 'dpv:Use'],
    technical_measures: ['dpv:EncryptionAtRest'],
  },
  aggregates: {
    purpose: 'Answer published questions with answers that are randomised on this device before they leave it.',
    purpose_type: ['dpv:ServiceUsageAnalytics'],
    pii_information: [{ pii_type: 'pd:Interest' }],
    processing_method: ['dpv:Derive', 'dpv:Transmit'],
    technical_measures: ['dpv:DifferentialPrivacy'],
  },
} as const

const RIGHTS = ['Access', 'Rectification', 'Erasure', 'Restriction', 'Portability', 'Withdrawal of consent'] as const

/** A press on a button that says nothing but yes is explicit; of another tool's or a script's yes we know only that it was given. */
const consentType = (source: string): string => (source === 'banner' || source === 'centre' ? 'dpv:ExplicitlyExpressedConsent' : 'dpv:ExpressedConsent')

/** One record of consent: the field names of ISO/IEC TS 27560:2023, which its context maps to the Data Privacy Vocabulary. */
export interface ConsentRecord {
  readonly '@context': typeof RECORD_CONTEXT
  readonly '@type': 'dpv:ConsentRecord'
  readonly schema_version: 'https://w3id.org/dpv/schema/dpv-27560#record'
  readonly record_id: string
  /** No id of the visitor exists: whoever holds the record is the principal. */
  readonly pii_principal_id: 'holder'
  readonly pii_processing: {
    readonly privacy_notice: string
    readonly language: string
    readonly purposes: readonly object[]
  }
  readonly party_identification: readonly object[]
  readonly event: readonly object[]
}

/**
 * The visitor's receipts as consent records, for export: plain JSON in the standard's field names, and JSON-LD in DPV 2.3
 * as its guide to 27560 lays it out. A reading of the standard, not legal advice; the schema is published as
 * `assets/schemas/consent-records.schema.json`.
 */
export function consentRecords(receipts: readonly ReceiptHeld[], { controller, collector, retentionDays = HISTORY_LIMITS.retentionDays }: RecordsDep): readonly ConsentRecord[] {
  const parties = [partyOf('controller', controller, 'dpv:DataController'), ...(collector === undefined ? [] : [partyOf('collector', collector, 'dpv:ThirdParty')])]
  const withdrawal = { '@type': 'dpv:WithdrawConsent', 'dpv:isExercisedAt': controller.choices ?? 'the privacy choices of this site' }
  return receipts.map((receipt) => ({
    '@context': RECORD_CONTEXT,
    '@type': 'dpv:ConsentRecord',
    schema_version: 'https://w3id.org/dpv/schema/dpv-27560#record',
    record_id: receipt.id,
    pii_principal_id: 'holder',
    pii_processing: {
      privacy_notice: receipt.notice ?? controller.notice ?? `policy version ${receipt.policyVersion}`,
      language: receipt.language ?? 'und',
      purposes: receipt.purposes.map((name) => ({
        ...PURPOSE[name],
        lawful_basis: 'dpv:Consent',
        pii_controllers: ['_:controller'],
        collection_method: 'dpv:DataSubjectDataSource',
        storage_locations: ['tech:Device'],
        retention_period: `P${retentionDays}D`,
        jurisdiction: controller.jurisdiction,
        recipient_third_parties: name === 'aggregates' && collector !== undefined ? ['_:collector'] : [],
        withdrawal_method: withdrawal,
        privacy_rights: RIGHTS.map((title) => ({ '@type': 'dpv:DataSubjectRight', 'dct:title': title })),
      })),
    },
    party_identification: parties,
    event: [
      {
        event_time: receipt.at,
        validity_duration: `P${receipt.months}M`,
        entity_id: 'dpv:DataSubject',
        event_type: consentType(receipt.source),
        event_state: 'dpv:ConsentGiven',
        policy_version: receipt.policyVersion,
        indication_method: receipt.source,
        ...(receipt.overridesSignal === true ? { overrides_global_privacy_control: true } : {}),
      },
    ],
  }))
}

function partyOf(id: string, { name, address, contact, url }: Party, role: string): object {
  return { party_id: `_:${id}`, party_name: name, party_address: address, party_contact: contact, ...(url === undefined ? {} : { party_url: url }), party_role: role, party_type: role }
}
