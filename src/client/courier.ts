import { MOST_ATTEMPTS, type StoredReport } from '../core/privacy/stored-report.js'

/** What came of one attempt. `sent` also for a duplicate: the collector has the report. `waiting`: try the same bytes later. */
export interface Delivery {
  readonly state: StoredReport['state']
  readonly outcome: string
}

/** Milliseconds after which a try counts as failed. */
const DELIVER_MS = 10_000

/**
 * The only POST of Hearth. It takes a stored report, which exists only once the ledger was debited, and sends exactly
 * its bytes: no cookie, no referrer, and it may outlive the page. The try must have been counted before.
 */
export async function deliver(collector: string, report: StoredReport, signal: AbortSignal): Promise<Delivery> {
  const later = (outcome: string): Delivery => ({ state: report.attempts >= MOST_ATTEMPTS ? 'given-up' : 'waiting', outcome })
  try {
    const response = await fetch(new URL('v1/reports', collector).href, {
      method: 'POST',
      body: new Uint8Array(report.bytes),
      headers: { 'content-type': 'application/octet-stream' },
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      keepalive: true,
      signal: AbortSignal.any([signal, AbortSignal.timeout(DELIVER_MS)]),
    })
    if (response.status === 201 || response.status === 200) return { state: 'sent', outcome: response.status === 201 ? 'accepted' : 'already there' }
    if (response.status === 429 || response.status >= 500) return later(`the collector answered ${response.status}`)
    return { state: 'given-up', outcome: `the collector refused it (${response.status})` }
  } catch {
    return later('the collector could not be reached')
  }
}
