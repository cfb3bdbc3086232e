import type { Refusal } from '../core/answer.js'
import type { Item } from '../core/item.js'
import type { RankedAnswer } from '../core/personalizer/answers.js'
import type { PersonalizerFacade } from '../protocol/personalizer.js'
import type { Pressed } from './answers.js'
import type { PageConsent } from './consent-manager.js'
import type { EngineSettings } from './engine-settings.js'
import type { EngineState, EngineTier, Hearth, HearthOptions } from './hearth.js'
import type { PageSettings } from './page-settings.js'
import type { WorkerHost } from './worker-host.js'

/** What the engine needs of the page that follows the decision. */
export interface EngineDep {
  readonly settings: PageSettings
  readonly options: HearthOptions
  readonly hearth: Hearth
  readonly consent: PageConsent
  /** What the workers amount to now. */
  readonly tell: (state: EngineState) => void
  /** What stands behind the state has changed: listeners should rank again. */
  readonly repeat: () => void
  /** Says to the other tabs that the history changed here. */
  readonly announce: () => void
  /** Ends this page's workers; `resume` starts them again under the decision that then stands. */
  readonly suspend: () => void
  readonly resume: () => Promise<void>
  /** Global Privacy Control was turned on since, and nothing overrides it. */
  readonly held: () => boolean
  /** The decision may have changed, and is being read. */
  readonly unsure: () => boolean
  /** The worker found another choice on disk than this page runs under. */
  readonly lost: () => Promise<void>
  /** Why nothing runs. */
  readonly refusal: () => Refusal
}

/** The workers' side of the engine, for what is asked of them. */
export interface Running {
  readonly dep: EngineDep
  readonly settings: EngineSettings
  /** Asks the personalizer, or says why there is none. */
  ask<T>(use: (facade: PersonalizerFacade<MessagePort>) => Promise<T>): Promise<T | Refusal>
  host(): WorkerHost | undefined
  tier(): EngineTier
  /** A ranking was answered; what it said of the site's scorer, and of what is learnt here. */
  noteRanking(answer: Pick<RankedAnswer, 'scorer' | 'learning'>): void
  /** Items that were recorded and that only this page knows; a withdrawal or a forgetting drops them. */
  addRecordedItems(items: readonly Item[]): Promise<void>
  /** Items that were recorded, and that the history holds no more, are known no longer, here or in the worker; true where there were any. */
  dropForgotten(): Promise<boolean>
  /** The history changed here; where it may have changed a `ranking`, other tabs and this page's listeners rank again. */
  historyChanged(change: { readonly ranking: boolean }): void
  /** The visitor's own press: answers one published question and sends it now. */
  press(): Promise<Pressed | Refusal>
}
