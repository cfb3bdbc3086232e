import { MOST_ATTEMPTS, type StoredReport } from '../core/privacy/stored-report.js'

/** What came of one attempt. `sent` also for a duplicate: the collector has the report. `waiting`: try the same bytes later. */
export interface Delivery {
  readonly state: StoredReport['state']
  readonly outcome: string
}

/** Milliseconds after which a try counts as failed. */
const DELIVER_MS = 10_000

/** Where a report goes, and how: to the collector, or where it says so to the leader of two aggregators (DAP-09, upload). */
function addressed({ upload }: StoredReport, collector: string): { readonly url: string; readonly method: 'POST' | 'PUT'; readonly type: string } {
  if (upload === undefined) return { url: new URL('v1/reports', collector).href, method: 'POST', type: 'application/octet-stream' }
  return { url: new URL(`tasks/${upload.taskId}/reports`, upload.leader).href, method: 'PUT', type: 'application/dap-report' }
}

/**
 * The only request of Hearth that sends. It takes a stored report, which exists only once the ledger was debited, and
 * sends exactly its bytes: no cookie, no referrer, and it may outlive the page. The try must have been counted before.
 */
export async function deliver(collector: string, report: StoredReport, signal: AbortSignal): Promise<Delivery> {
  const later = (outcome: string): Delivery => ({ state: report.attempts >= MOST_ATTEMPTS ? 'given-up' : 'waiting', outcome })
  const { url, method, type } = addressed(report, collector)
  const receiver = report.upload === undefined ? 'collector' : 'leader'
  try {
    const response = await fetch(url, {
      method,
      body: new Uint8Array(report.bytes),
      headers: { 'content-type': type },
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      keepalive: true,
      signal: AbortSignal.any([signal, AbortSignal.timeout(DELIVER_MS)]),
    })
    if (response.status === 201 || response.status === 200) return { state: 'sent', outcome: response.status === 201 || report.upload !== undefined ? 'accepted' : 'already there' }
    // 408: the request came too slowly, as it may over a poor connection.
    if (response.status === 408 || response.status === 429 || response.status >= 500) return later(`the ${receiver} answered ${response.status}`)
    return { state: 'given-up', outcome: `the ${receiver} refused it (${response.status})` }
  } catch {
    return later(`the ${receiver} could not be reached`)
  }
}
