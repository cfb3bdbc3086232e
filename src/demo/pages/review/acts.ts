/** What a visitor can press on the review page. */
export interface Acts {
  readonly contribute: () => void
  readonly allowAggregates: (allowed: boolean, event: Event) => void
  readonly probe: () => void
  readonly exportData: () => void
  readonly erase: () => void
  readonly forgetEvent: (id: string) => void
  readonly pause: (paused: boolean) => void
  readonly rehearse: (task: string, truth: number) => void
}
