import { createAssets } from '../../../client/assets.js'
import { lookAgain } from '../../../client/erasure.js'
import type { ConsentView, EngineState, ErasureReport, Hearth, HistoryAnswer, IsolationReport, LedgerAnswer, ProfileAnswer, Receipt, ReleaseRecord } from '../../../client/hearth.js'
import type { Refusal } from '../../../core/answer.js'
import { parseTasks } from '../../../core/privacy/parse-tasks.js'
import type { Task } from '../../../core/privacy/task.js'

/** Everything the review page shows, as the engine answered it last. */
export interface Findings {
  readonly state: EngineState
  readonly consent: ConsentView | Refusal
  readonly receipts: readonly Receipt[]
  readonly history: HistoryAnswer | Refusal
  readonly profile: ProfileAnswer | Refusal
  readonly quality: Awaited<ReturnType<Hearth['quality']>>
  readonly ledger: LedgerAnswer | Refusal
  readonly releases: readonly ReleaseRecord[]
  /** Names of what Hearth stores in this browser now: databases, caches, storage keys. */
  readonly stored: readonly string[]
  readonly tasks: readonly Task[]
  readonly isolation?: IsolationReport | Refusal | undefined
  readonly erasure?: ErasureReport | Refusal | undefined
  /** What came of the visitor's last press, in a sentence. */
  readonly said?: string | undefined
}

/** Asks the engine for everything. The tasks are the published file, the same for everyone. */
export async function findOut(hearth: Hearth, tasks: readonly Task[]): Promise<Findings> {
  const [consent, receipts, history, profile, quality, ledger, releases, stored] = await Promise.all([
    hearth.consent.read(), hearth.consent.receipts(), hearth.history(), hearth.profile(), hearth.quality(), hearth.ledger(), hearth.releases(), lookAgain(''),
  ])
  return {
    state: hearth.state,
    consent,
    receipts: receipts.status === 'ok' ? receipts.receipts : [],
    history,
    profile,
    quality,
    ledger,
    releases: releases.status === 'ok' ? releases.releases : [],
    stored,
    tasks,
  }
}

/** The collector's task file; none where it cannot be had. It is fetched only by a press or after consent, like all else. */
export async function publishedTasks(collector: string | undefined): Promise<readonly Task[]> {
  if (collector === undefined) return []
  const assets = createAssets({ base: document.baseURI, signal: new AbortController().signal })
  const file = await assets.open(new URL('v1/tasks', collector.endsWith('/') ? collector : `${collector}/`).href)
  if (file.status !== 'ok') return []
  try {
    const parsed = parseTasks(JSON.parse(new TextDecoder().decode(file.bytes)))
    return parsed.status === 'ok' ? parsed.tasks : []
  } catch {
    return []
  }
}
