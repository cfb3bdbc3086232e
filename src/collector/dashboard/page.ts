import type { Overview, PublishedTask, Results } from './results-client.js'

/** What the visitor of the page has chosen to look at. */
export interface Choice {
  readonly hash?: string
  readonly epoch?: number
  /** First week of the "after" of a before-and-after. */
  readonly since?: number
}

/** Everything the page shows, in one value. */
export type Page =
  | { readonly status: 'loading' }
  | { readonly status: 'needs-token'; readonly refused: boolean }
  | { readonly status: 'failed'; readonly why: string }
  | ReadyPage

export interface ReadyPage {
  readonly status: 'ready'
  readonly overview: Overview
  readonly task: PublishedTask
  readonly results: Results
  /** The weeks that were answered, oldest first. */
  readonly epochs: readonly Results[]
  readonly since: number | undefined
  /** The collector did not answer the last time; what stands here is from before. */
  readonly stale?: string
}

export interface Actions {
  enter(token: string): void
  choose(choice: Choice): void
}
