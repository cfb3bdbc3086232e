import { HISTORY_LIMITS } from '../history/limits.js'
import type { Purpose } from './purpose.js'

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

/** The site that asked. It alone can say who it is. */
export interface Controller {
  readonly name: string
  /** Where its privacy notice can be read. */
  readonly notice?: string
  readonly contact?: string
}

export interface RecordsDep {
  readonly controller: Controller
  /** Days an event is kept on this site; 90 unless said. */
  readonly retentionDays?: number
}

/** The vocabulary's namespaces, and the profile that the records follow. */
const CONTEXT = { dpv: 'https://w3id.org/dpv#', pd: 'https://w3id.org/dpv/pd#', schema: 'https://w3id.org/dpv/schema/dpv-27560#' } as const

const PURPOSE = {
  personalization: {
    purpose: 'dpv:ServicePersonalisation',
    purpose_text: 'Remember what was read, on this device, and put more of what matters to the visitor first.',
    pii: ['pd:BrowsingBehavior', 'pd:Interest'],
    processing: ['dpv:Collect', 'dpv:Store', 'dpv:Profiling', 'dpv:Use'],
    recipients: 'none: nothing of it is sent',
  },
  aggregates: {
    purpose: 'dpv:ServiceUsageAnalytics',
    purpose_text: 'Answer published questions with answers that are randomised on this device before they leave it.',
    pii: ['pd:Interest'],
    processing: ['dpv:Use', 'dpv:Transmit'],
    recipients: 'the collector of this site, which sees randomised answers and the address they come from',
  },
} as const

/** One record of consent: the fields of ISO/IEC TS 27560:2023 in the terms of the Data Privacy Vocabulary. */
export interface ConsentRecord {
  readonly '@context': typeof CONTEXT
  readonly '@type': 'dpv:ConsentRecord'
  readonly conforms_to: 'schema:record'
  readonly schema_version: 'ISO/IEC TS 27560:2023'
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
 * The visitor's receipts as consent records, for export. A reading of the standard, not legal advice; the schema is
 * published as `assets/schemas/consent-records.schema.json`.
 */
export function consentRecords(receipts: readonly ReceiptHeld[], { controller, retentionDays = HISTORY_LIMITS.retentionDays }: RecordsDep): readonly ConsentRecord[] {
  return receipts.map((receipt) => ({
    '@context': CONTEXT,
    '@type': 'dpv:ConsentRecord',
    conforms_to: 'schema:record',
    schema_version: 'ISO/IEC TS 27560:2023',
    record_id: receipt.id,
    pii_principal_id: 'holder',
    pii_processing: {
      privacy_notice: receipt.notice ?? controller.notice ?? `policy version ${receipt.policyVersion}`,
      language: receipt.language ?? 'und',
      purposes: receipt.purposes.map((name) => {
        const { purpose, purpose_text, pii, processing, recipients } = PURPOSE[name]
        return {
          purpose, purpose_text,
          lawful_basis: 'dpv:Consent',
          pii_information: pii.map((pii_type) => ({ pii_type, pii_optional: false, sensitive_pii: false })),
          pii_controllers: [controller.name],
          collection_method: 'observed on this site, by the visitor’s own browser',
          processing_method: processing,
          storage_locations: ['the visitor’s browser (IndexedDB, encrypted)'],
          retention_period: `P${retentionDays}D`,
          recipient_third_parties: recipients,
          withdrawal_method: 'the privacy choices of this site, as near as they were when given',
          privacy_rights: ['access', 'rectification', 'erasure', 'restriction', 'portability', 'withdrawal'],
        }
      }),
    },
    party_identification: [{ party_id: controller.name, party_role: 'dpv:DataController', ...(controller.contact === undefined ? {} : { party_contact: controller.contact }) }],
    event: [
      {
        event_time: receipt.at,
        validity_duration: `P${receipt.months}M`,
        entity_id: 'holder',
        event_type: 'dpv:ExpressedConsent',
        state: 'dpv:ConsentGiven',
        policy_version: receipt.policyVersion,
        method: receipt.source,
        ...(receipt.overridesSignal === true ? { overrides_global_privacy_control: true } : {}),
      },
    ],
  }))
}
