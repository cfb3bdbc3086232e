import type { Refusal } from '../core/answer.js'
import type { Purpose } from '../core/consent/purpose.js'
import type { HistoryAnswer, ImportAnswer, ProfileAnswer, RankedAnswer, RecordAnswer, SimilarAnswer, TopicView } from '../core/personalizer/answers.js'
import type { PartToForget, RankInput, RecordInput, TopicWish } from '../core/personalizer/requests.js'
import type { Caps, EpsilonCaps } from '../core/privacy/limits.js'
import type { ScorerUse } from '../core/personalizer/scoring.js'
import type { PriorUse } from '../core/prior/prior.js'
import type { PlaceExplained } from '../core/ranking/explain-place.js'

export type { HistoryAnswer, ImportAnswer, PlacedItem, ProfileAnswer, RecordAnswer, TopicView } from '../core/personalizer/answers.js'
export type { RankInput, RecordInput, TopicWish } from '../core/personalizer/requests.js'

/** Where the engine stands. `why` is a stable code followed by a sentence, e.g. `refused`, `host-reports-csp`. */
export type EngineState =
  | { readonly status: 'unavailable'; readonly why: string; readonly message?: string }
  | { readonly status: 'needs-consent'; readonly why?: string }
  | { readonly status: 'loading'; readonly why?: string }
  | { readonly status: 'ready'; readonly tier: EngineTier; readonly why?: string; readonly progress?: FetchProgress; readonly prior?: PriorUse; readonly scorer?: ScorerUse; readonly learning?: LearningUse }
  | { readonly status: 'degraded'; readonly tier: EngineTier; readonly why: string; readonly message?: string; readonly progress?: FetchProgress; readonly prior?: PriorUse; readonly scorer?: ScorerUse; readonly learning?: LearningUse }
  | { readonly status: 'paused'; readonly why?: string }
  | { readonly status: 'closed' }

/** Which weights rank, once something was ranked: the shipped ones (`prior`), or those learnt here (`posterior`). `quality()` says how well each foretells. */
export type LearningUse = RankedAnswer['learning']

/** Bytes of the transformer's files that have come, of how many. */
export interface FetchProgress {
  readonly bytes: number
  readonly total: number
}

export type EngineTier = 'static' | 'wasm' | 'webgpu'

export type Choice = 'pending' | 'granted' | 'denied'

/** What `consent.read()` answers: the choice for each purpose, and what it rests on. */
export interface ConsentView {
  readonly status: 'ok'
  readonly personalization: Choice
  readonly aggregates: Choice
  readonly policyVersion: string
  readonly source?: 'banner' | 'centre' | 'cmp' | 'signal' | 'api'
  /** ISO 8601 of a grant; a refusal keeps only its month, `2026-11`. */
  readonly at?: string
  readonly expires?: string
  /** Global Privacy Control is on and honoured. */
  readonly signal: boolean
  /** Global Privacy Control is on, and an act in the privacy centre overrode it; the receipt says so. */
  readonly overridden?: boolean
  readonly paused?: boolean
  /** After a withdrawal: `erase-blocked` where another tab still holds the history; it is void, and goes when that tab does. */
  readonly erasure?: 'erased' | 'erase-blocked'
}

export type ConsentSource = 'banner' | 'centre' | 'cmp' | 'api'

export interface ConsentManager {
  read(): Promise<ConsentView | Refusal>
  /** Resolves when the decision holds in every tab. Purposes not named stay as they are; denying personalization denies aggregates. `event` is the trusted press that overrides Global Privacy Control, in the privacy centre only: hand it over while it is being told. `notice` names the text that was shown (a version or a hash), for the receipt. */
  decide(choice: Partial<Record<Purpose, 'granted' | 'denied'>>, by?: { readonly source?: ConsentSource; readonly event?: Event; readonly notice?: string }): Promise<ConsentView | Refusal>
  receipts(): Promise<{ readonly status: 'ok'; readonly receipts: readonly Receipt[] } | Refusal>
}

export interface Receipt {
  readonly id: string
  readonly at: string
  readonly purposes: readonly Purpose[]
  readonly policyVersion: string
  readonly source: ConsentSource
  /** Months for which the choice is kept. */
  readonly months: number
  readonly language?: string
  /** What names the text that the visitor was shown. */
  readonly notice?: string
  /** Global Privacy Control was on, and the visitor overrode it in the privacy centre. */
  readonly overridesSignal?: boolean
}

export interface Ranking extends RankedAnswer {
  readonly tier: EngineTier
}

/** The caps of answers in integer micro-ε: `caps` hold now, `site` is the most that this site allows, `visitor` what the visitor asked for. */
export interface BudgetAnswer {
  readonly status: 'ok'
  readonly caps: Caps
  readonly site: Caps
  readonly visitor?: Partial<Caps>
}

/** Days an event is kept: `days` hold now, `site` is the most that this site allows, `visitor` what the visitor asked for. */
export interface RetentionAnswer {
  readonly status: 'ok'
  readonly days: number
  readonly site: number
  readonly visitor?: number
}

export interface LedgerEntry {
  readonly task: string
  readonly epoch: number
  /** Integer micro-ε. */
  readonly microEpsilon: number
}

export interface LedgerAnswer {
  readonly status: 'ok'
  readonly entries: readonly LedgerEntry[]
  /** Totals in integer micro-ε, with the caps beside them. */
  readonly spent: { readonly epoch: number; readonly year: number; readonly lifetime: number }
  readonly caps: { readonly report: number; readonly epoch: number; readonly year: number }
  readonly silentUntilEpoch: number
  /** What forgetting left of earlier entries: totals by month, in micro-ε. */
  readonly months: readonly { readonly month: string; readonly microEpsilon: number }[]
  /** `2026-11`: after a withdrawal nothing is answered before this month. */
  readonly notBefore?: string
  /** What a suspicion of one half can become at the most, 0.5 to 1. */
  readonly odds: { readonly epoch: number; readonly year: number; readonly lifetime: number }
}

export interface ReleaseRecord {
  readonly task: string
  readonly epoch: number
  readonly microEpsilon: number
  readonly reportId: string
  /** The exact bytes of the report, as they leave. */
  readonly bytes: Uint8Array
  readonly state: 'waiting' | 'sent' | 'given-up'
  readonly attempts: number
  /** The collector's answer, or the refusal, for `sent` and `given-up`. */
  readonly outcome?: string
}

export interface IsolationReport {
  readonly status: 'ok'
  readonly form: 'frame' | 'header'
  /** What refused each way out, by its name. */
  readonly refused: Readonly<Record<string, string>>
  readonly contained: readonly string[]
  readonly open: readonly string[]
}

/** What was found when the product looked again after an erasure. */
export interface ErasureReport {
  readonly status: 'erased' | 'erase-blocked' | 'ok'
  readonly found: readonly string[]
  /** `code`: `choice`, `budget` or `files`, for surfaces that word it in another language. */
  readonly kept: readonly { readonly what: string; readonly why: string; readonly code?: string }[]
  readonly removed?: number
}

export type ForgetScope = 'everything' | PartToForget

export type ContributeAnswer = { readonly status: 'sent' | 'waiting'; readonly task: string; readonly bytes: Uint8Array; readonly outcome?: string } | Refusal

/** The engine on the page: the same object for the script tag, React and the demo. Nothing here throws. */
export interface Hearth {
  readonly state: EngineState
  /** Called with each new state, at once with the present one; returns the way to stop. */
  subscribe(listener: (state: EngineState) => void): () => void
  readonly consent: ConsentManager
  record(input: RecordInput): Promise<RecordAnswer>
  rank(input?: RankInput): Promise<Ranking | Refusal>
  /** Why an item stands where it stands by score, and where it would stand without each item of the history behind its reasons. */
  explain(itemId: string): Promise<({ readonly status: 'ok' } & PlaceExplained) | Refusal>
  similar(itemId: string, options?: { readonly limit?: number }): Promise<SimilarAnswer | Refusal>
  readonly topics: {
    suggest(): Promise<{ readonly status: 'ok'; readonly topics: readonly { readonly id: string; readonly label: string }[] } | Refusal>
    choose(ids: readonly string[]): Promise<{ readonly status: 'ok' } | Refusal>
    /** Topics believed about the visitor, strongest first, and every topic that they have a wish about. */
    list(): Promise<{ readonly status: 'ok'; readonly topics: readonly TopicView[] } | Refusal>
    /** More of a topic, none of it, or back to what the history says. */
    wish(topic: string, wish: TopicWish): Promise<{ readonly status: 'ok' } | Refusal>
  }
  /** The most that answers to published questions may cost. */
  readonly budget: {
    read(): Promise<BudgetAnswer | Refusal>
    /** Less than the site's, in ε; without a figure, the site's again. It holds from the next answer on, in every tab. */
    limit(caps?: EpsilonCaps): Promise<BudgetAnswer | Refusal>
  }
  readonly retention: {
    read(): Promise<RetentionAnswer | Refusal>
    /** Fewer days than the site's; without a figure, the site's again. What is older goes at once. */
    limit(days?: number): Promise<RetentionAnswer | Refusal>
  }
  /** Takes back every hide of an item; `removed` says how many there were. */
  unhide(itemId: string): Promise<ErasureReport | Refusal>
  history(): Promise<HistoryAnswer | Refusal>
  profile(): Promise<ProfileAnswer | Refusal>
  ledger(): Promise<LedgerAnswer | Refusal>
  releases(): Promise<{ readonly status: 'ok'; readonly releases: readonly ReleaseRecord[] } | Refusal>
  quality(): Promise<{ readonly status: 'ok'; readonly [measure: string]: unknown } | Refusal>
  isolation(): Promise<IsolationReport | Refusal>
  forget(scope: ForgetScope): Promise<ErasureReport | Refusal>
  exportData(): Promise<{ readonly status: 'ok'; readonly json: string } | Refusal>
  /** Takes in what `exportData` gave on another device: events and topic wishes. Consent, receipts, ledger and reports stay where they were given. */
  importData(json: string): Promise<ImportAnswer | Refusal>
  pause(): Promise<{ readonly status: 'ok' } | Refusal>
  resume(): Promise<{ readonly status: 'ok' } | Refusal>
  contribute(): Promise<ContributeAnswer>
  close(): Promise<void>
}

/** Everything `createHearth` takes; all of it may be left out. URLs are resolved against the document. */
export interface HearthOptions {
  /** Folder of Hearth's own files (`worker.js`, `manifest.json`, `assets/`). Default: the script's own folder. */
  readonly assets?: string
  /** Folder made by `hearth catalog build`. */
  readonly catalog?: string
  readonly consent?: 'banner' | 'cmp' | 'api'
  /** Names of the categories (cookieconsent) that stand for each purpose; default `personalization` and `aggregates`. */
  readonly consentCategories?: { readonly personalization?: string; readonly aggregates?: string }
  readonly policyVersion?: string
  /** URL of the collector; absent: nothing is ever sent. */
  readonly collector?: string
  /** URL of the task file; default: the collector's `/v1/tasks`. */
  readonly tasks?: string
  readonly prior?: string
  /** Folder of the site's own sentence encoder, made by `hearth model add`; the catalog must have been built with the same. Or `minilm`: all six layers in the page too, in place of the four that were taught. */
  readonly model?: string
  /** Folder of the site's own scorer, made by `hearth model add`. */
  readonly scorer?: string
  readonly holdout?: number
  /** The site's rules (pin, boost, bury, filter, cap, floor, floorEach, each with a schedule); what could not be read is in `quality()`. */
  readonly rules?: unknown
  /** The site's own counters, the same for every visitor: `{at, counts: {id: clicks | [clicks, shown]}}`, `at` in ISO 8601. They stand in for the popularity of the prior where they ended later. */
  readonly counters?: unknown
  /** False: no place in a list is kept for finding out. */
  readonly explore?: boolean
  /** BCP 47; default: the page's own language. */
  readonly locale?: string
  /** The site's own sentences for reasons, by their codes (`src/core/ranking/wording.ts`); `{…}` are filled in. */
  readonly reasons?: Readonly<Record<string, string>>
  readonly namespace?: string
  /** The most that answers may cost, in ε a report, a week and twelve months, where less than 1, 2 and 12; the visitor may choose less. */
  readonly caps?: EpsilonCaps
  /** Days an event is kept, at most 90; the visitor may choose fewer. */
  readonly retentionDays?: number
  /** Moves the clock, for tests. */
  readonly clockOffsetMs?: number
  /** Which form the worker takes; default: the frame, then the header form where the frame is refused. */
  readonly form?: 'frame' | 'header'
  /** Which backend the transformer tries first; default: WebGPU where there is a real adapter. */
  readonly backend?: 'wasm' | 'webgpu'
}
