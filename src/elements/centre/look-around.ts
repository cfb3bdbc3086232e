import type { BudgetAnswer, ConsentView, EngineState, Hearth, LedgerAnswer, PlacedItem, ProfileAnswer, Receipt, ReleaseRecord, RetentionAnswer, TopicView } from '../../client/hearth.js'
import type { InteractionEvent } from '../../core/history/event.js'
import type { Refused } from './why.js'

/** What the privacy centre knows, as the engine answered last; `undefined` where it refused. */
export interface Surroundings {
  readonly state: EngineState
  readonly consent: ConsentView | undefined
  readonly receipts: readonly Receipt[]
  readonly events: readonly InteractionEvent[]
  /** Why what is stored cannot be shown, where it cannot. */
  readonly refused: Refused | undefined
  /** When an earlier history was found missing. */
  readonly lost: number | undefined
  readonly profile: ProfileAnswer | undefined
  readonly topics: readonly TopicView[]
  readonly retention: RetentionAnswer | undefined
  readonly recommended: readonly PlacedItem[]
  readonly budget: BudgetAnswer | undefined
  readonly ledger: LedgerAnswer | undefined
  readonly releases: readonly ReleaseRecord[]
}

/** Recommendations that are explained. */
const EXPLAINED = 6

/** Asks the engine for everything that the centre shows. */
export async function lookAround(hearth: Hearth): Promise<Surroundings> {
  const [consent, receipts, history, profile, topics, retention, budget, ranking, ledger, releases] = await Promise.all([
    hearth.consent.read(), hearth.consent.receipts(), hearth.history(), hearth.profile(), hearth.topics.list(), hearth.retention.read(), hearth.budget.read(), hearth.rank({ limit: EXPLAINED }), hearth.ledger(), hearth.releases(),
  ])
  return {
    state: hearth.state,
    consent: consent.status === 'ok' ? consent : undefined,
    receipts: receipts.status === 'ok' ? receipts.receipts : [],
    events: history.status === 'ok' ? history.events : [],
    refused: history.status === 'ok' ? undefined : history,
    lost: history.status === 'ok' ? history.lost : undefined,
    profile: profile.status === 'ok' ? profile : undefined,
    topics: topics.status === 'ok' ? topics.topics : [],
    retention: retention.status === 'ok' ? retention : undefined,
    budget: budget.status === 'ok' ? budget : undefined,
    recommended: ranking.status === 'ranked' ? ranking.items : [],
    ledger: ledger.status === 'ok' ? ledger : undefined,
    releases: releases.status === 'ok' ? releases.releases : [],
  }
}
