import type { ErasureReport, TopicWish } from '../../client/hearth.js'

/** What a visitor can press in the privacy centre. A press that decides hands its event over while it is being told. */
export interface CentreActs {
  readonly decide: (choice: { readonly personalization?: 'granted' | 'denied'; readonly aggregates?: 'granted' | 'denied' }, event: Event) => void
  readonly pause: (paused: boolean) => void
  readonly search: (query: string) => void
  readonly more: () => void
  readonly forget: (scope: { readonly event: string } | { readonly item: string } | { readonly topic: string }) => void
  readonly wish: (topic: string, wish: TopicWish) => void
  readonly hide: (itemId: string) => void
  readonly unhide: (itemId: string) => void
  /** ε that twelve months may cost at the most. */
  readonly spend: (year: number) => void
  readonly keep: (days: number) => void
  readonly exportData: () => void
  readonly importData: (file: File) => void
  readonly ask: (confirming: boolean) => void
  readonly forgetEverything: () => void
}

/** What the centre remembers while it is on the page. */
export interface CentreMemory {
  readonly query: string
  readonly shown: number
  readonly confirming: boolean
  readonly erasure: ErasureReport | undefined
  readonly said: string
}
