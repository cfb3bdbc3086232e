import type { ErasureReport, TopicWish } from '../../client/hearth.js'

/** What a visitor can press in the privacy centre. Each hands its event over while it is being told: a press that decides is looked at then, and the focus comes back to where it was pressed. */
export interface CentreActs {
  readonly decide: (choice: { readonly personalization?: 'granted' | 'denied'; readonly aggregates?: 'granted' | 'denied' }, press: Event) => void
  readonly pause: (paused: boolean, press: Event) => void
  readonly search: (query: string) => void
  readonly more: () => void
  readonly forget: (scope: { readonly event: string } | { readonly item: string } | { readonly topic: string }, press: Event) => void
  readonly wish: (topic: string, wish: TopicWish, press: Event) => void
  readonly hide: (itemId: string, press: Event) => void
  readonly unhide: (itemId: string, press: Event) => void
  /** ε that twelve months may cost at the most. */
  readonly spend: (year: number, press: Event) => void
  readonly keep: (days: number, press: Event) => void
  readonly exportData: (press: Event) => void
  readonly importData: (file: File, press: Event) => void
  readonly ask: (confirming: boolean) => void
  readonly forgetEverything: (press: Event) => void
}

/** What the centre remembers while it is on the page. */
export interface CentreMemory {
  readonly query: string
  readonly shown: number
  readonly confirming: boolean
  readonly erasure: ErasureReport | undefined
  readonly said: string
}
