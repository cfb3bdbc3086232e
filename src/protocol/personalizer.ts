import type { Refusal } from '../core/answer.js'
import type { Item } from '../core/item.js'
import type { HistoryAnswer, ImportAnswer, ProfileAnswer, RankedAnswer, RecordAnswer, SimilarAnswer, TopicView } from '../core/personalizer/answers.js'
import type { PartToForget, RankInput, RecordInput, TopicWish } from '../core/personalizer/requests.js'
import type { EpsilonCaps } from '../core/privacy/limits.js'
import type { ScorerUse } from '../core/personalizer/scoring.js'
import type { LedgerView } from '../core/privacy/ledger-view.js'
import type { StoredReport } from '../core/privacy/stored-report.js'
import type { PriorUse } from '../core/prior/prior.js'
import type { Millis } from '../core/time.js'
import type { PlaceExplained } from '../core/ranking/explain-place.js'
import type { EmbedderBackend, EmbedderFiles, EmbedderStart } from './embedder.js'
import type { ProbeReport } from './isolation.js'
import type { AggregatorKeys } from './sharder.js'
import type { ScorerFiles } from './scorer.js'

/**
 * Everything that crosses between page and personalizer. What a script on the page can learn from the worker is what
 * these answers say, and nothing else: there is no other message.
 */
export interface PersonalizerSettings {
  readonly namespace: string
  readonly policyVersion: string
  readonly clockOffsetMs: number
  /** The page's origin: a blob worker in a frame has an opaque address, and the probe must aim at a server that would answer. */
  readonly origin: string
  readonly retentionDays?: number
  /** The most that answers may cost on this site, in ε, where lower than ours. */
  readonly caps?: EpsilonCaps | undefined
  /** Share of browsers that keep the original order, 0 to 1. */
  readonly holdout?: number | undefined
  /** The site's rules, as it wrote them; read in the worker. */
  readonly rules?: unknown
  /** The site's own counters, as it wrote them; read in the worker. */
  readonly counters?: unknown
  /** False: no place is drawn, every propensity is 1. */
  readonly explore?: boolean | undefined
  /** The site's own sentences for the reasons, by their codes; read in the worker. */
  readonly reasons?: unknown
}

/** `isolated` is false where a way out is open or the host reports: the worker then opens no database and answers nothing. */
export type StartAnswer =
  | { readonly status: 'ok'; readonly probe: ProbeReport }
  | { readonly status: 'refused'; readonly code: 'isolation-open' | 'host-reports-csp'; readonly message: string; readonly probe: ProbeReport }

/** What is used of a prior, or why it cannot be. */
export type PriorAnswer = { readonly status: 'ok'; readonly use: PriorUse } | { readonly status: 'failed'; readonly code?: string; readonly message?: string }

/** Catalog files as the page fetched them. */
export interface CatalogFiles {
  readonly json: string
  /** Absent where it could not be fetched: words and categories still rank. */
  readonly bin: ArrayBuffer | undefined
}

export interface AttachAnswer {
  readonly status: 'ok' | 'failed'
  readonly code?: string
  readonly message?: string
  /** Items known now, and what was left out with the reason. */
  readonly items?: number
  readonly problems?: readonly string[]
  /** The vector space of a catalog, and whether the shipped models share it. */
  readonly space?: string
  readonly shipped?: boolean
}

/** How many texts got a transformer vector in this call. */
export type UpgradeAnswer = { readonly status: 'ok'; readonly embedded: number } | Refusal

export type LedgerMessage = { readonly status: 'ok' } & LedgerView

/** `needs-sharder`: a question over DAP is due; hand in a sharder with the keys of these aggregators, then ask again. Nothing was debited. */
export type ContributeMessage = { readonly status: 'needs-sharder'; readonly aggregators: { readonly leader: string; readonly helper: string; readonly taskId: string } } | { readonly status: 'released'; readonly report: StoredReport } | { readonly status: 'refused'; readonly code: string; readonly message: string } | Refusal

/** The personalizer's facade: one flat frozen object. `Port` is the MessagePort of the realm that compiles this. */
export interface PersonalizerFacade<Port = unknown> {
  /** Answers at once: the worker's thread is running. */
  alive(): Promise<true>
  /** Tries every way out of a fresh, unsealed worker and says what refused it; for the review page. */
  probe(origin: string): Promise<ProbeReport>
  start(settings: PersonalizerSettings): Promise<StartAnswer>
  attachStatic(model: ArrayBuffer, vocab: string): Promise<AttachAnswer>
  attachCatalog(files: CatalogFiles): Promise<AttachAnswer>
  attachPageItems(items: readonly Item[]): Promise<AttachAnswer>
  /** The page knows these no more: where no catalog holds them, they are gone. */
  detachPageItems(ids: readonly string[]): Promise<void>
  /** Starts the embedder at the other end of the port, and trusts it only after its golden vectors came out right. */
  attachEmbedder(port: Port, backend: EmbedderBackend, files: EmbedderFiles): Promise<EmbedderStart>
  /** Its worker was ended; vectors made so far stay. */
  detachEmbedder(): Promise<void>
  /** Starts the site's scorer at the other end of the port; it has its part in the score once its canary came out right. */
  attachScorer(port: Port, files: ScorerFiles): Promise<ScorerUse>
  /** Its worker ended. */
  detachScorer(): Promise<void>
  /** How many texts only have a static vector that a better one could change the order by. */
  pending(): Promise<{ readonly status: 'ok'; readonly texts: number } | Refusal>
  /** Re-embeds them, the history first, then the best candidates; resolves when nothing is left. */
  upgrade(): Promise<UpgradeAnswer>
  /** `prior.json`, the same file for everyone. */
  attachPrior(json: string): Promise<PriorAnswer>
  /** Why an item stands where it stands, and where it would stand without each item of the history that speaks for it. */
  explain(itemId: string): Promise<({ readonly status: 'ok' } & PlaceExplained) | Refusal>
  attachTasks(json: string): Promise<AttachAnswer>
  /** A language file (`assets/languages/de.json`): what the reasons say from now on. */
  attachLanguage(json: string): Promise<AttachAnswer>
  /** A sharder at the other end of the port, for one task's aggregators; it takes the place of an earlier one. */
  attachSharder(port: Port, taskId: string, keys: AggregatorKeys): Promise<void>
  record(input: RecordInput): Promise<RecordAnswer>
  rank(input: RankInput): Promise<RankedAnswer | Refusal>
  similar(itemId: string, limit: number): Promise<SimilarAnswer | Refusal>
  suggestTopics(): Promise<{ readonly status: 'ok'; readonly topics: readonly { readonly id: string; readonly label: string }[] } | Refusal>
  chooseTopics(ids: readonly string[]): Promise<{ readonly status: 'ok' } | Refusal>
  history(): Promise<HistoryAnswer | Refusal>
  profile(): Promise<ProfileAnswer | Refusal>
  quality(): Promise<{ readonly status: 'ok'; readonly [measure: string]: unknown } | Refusal>
  ledger(): Promise<LedgerMessage | Refusal>
  reports(): Promise<{ readonly status: 'ok'; readonly reports: readonly StoredReport[] } | Refusal>
  /** Ids of the reports that wait for another try. */
  waiting(): Promise<{ readonly status: 'ok'; readonly reports: readonly string[] } | Refusal>
  /** Takes one more try of a waiting report; without a report in the answer it may not be sent. */
  claim(reportId: string): Promise<{ readonly status: 'ok'; readonly report?: StoredReport } | Refusal>
  /** Notes what came of one attempt to send. */
  noteAttempt(reportId: string, outcome: { readonly state: StoredReport['state']; readonly outcome: string }): Promise<{ readonly status: 'ok' } | Refusal>
  /** Answers one task for good; `page` names the page that may have had an answer ready. */
  contribute(pressed: boolean, page: string): Promise<ContributeMessage>
  /** Readies the scheduled answer for the moment the page is left, or readies it again from fresh records. */
  prepare(page: string): Promise<ContributeMessage>
  forget(scope: PartToForget): Promise<{ readonly status: 'ok'; readonly removed: number } | Refusal>
  /** Topics believed about the visitor, and the wishes they have about topics. */
  topics(): Promise<{ readonly status: 'ok'; readonly topics: readonly TopicView[] } | Refusal>
  wishTopic(topic: string, wish: TopicWish): Promise<{ readonly status: 'ok' } | Refusal>
  unhide(itemId: string): Promise<{ readonly status: 'ok'; readonly removed: number } | Refusal>
  /** Deletes what is past its time, also while paused. */
  retain(): Promise<{ readonly status: 'ok'; readonly days: number; readonly lost?: Millis } | Refusal>
  importData(json: string): Promise<ImportAnswer | Refusal>
  /** The last call: no grant is good any more, and the stores are let go of. */
  leave(): Promise<void>
}
