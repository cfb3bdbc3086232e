import type { Hearth, ReleaseRecord } from './hearth.js'

/** Everything stored about the visitor, as one JSON text; its schema is `export.schema.json` among the published schemas. */
export async function exportData(hearth: Hearth): ReturnType<Hearth['exportData']> {
  const [consent, receipts, history, profile, topics, retention, ledger, releases] = await Promise.all([
    hearth.consent.read(), hearth.consent.receipts(), hearth.history(), hearth.profile(), hearth.topics.list(), hearth.retention.read(), hearth.ledger(), hearth.releases(),
  ])
  if (history.status !== 'ok') return history
  const wishes = topics.status === 'ok' ? Object.fromEntries(topics.topics.flatMap(({ topic, wish }) => (wish === 'none' ? [] : [[topic, wish]]))) : {}
  const parts = {
    format: 'hearth-export', version: 1, consent,
    receipts: receipts.status === 'ok' ? receipts.receipts : [],
    events: history.events, wishes, profile, retention, ledger,
    releases: releases.status === 'ok' ? releases.releases.map(inHex) : [],
  }
  return { status: 'ok', json: JSON.stringify(parts, null, 2) }
}

function inHex({ bytes, ...release }: ReleaseRecord): object {
  return { ...release, bytes: Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('') }
}
