import fc from 'fast-check'

export type Tab = 0 | 1

/** What a withdrawal in one tab is raced by in the other. `deaf`: a tab that hears of nothing meanwhile, as one whose thread is busy, while its worker goes on writing. */
export type Rivalry = 'record' | 'deaf' | 'pause' | 'aggregates' | 'contribute' | 'forget'

export type Step =
  | { readonly kind: 'record' | 'rank' | 'contribute' | 'reload' | 'crash' | 'pause' | 'resume' | 'forget'; readonly tab: Tab }
  | { readonly kind: 'allow' | 'refuse' | 'aggregates' | 'no-aggregates'; readonly tab: Tab }
  /** A withdrawal while the other tab floods: started together, awaited together. */
  | { readonly kind: 'race'; readonly tab: Tab; readonly against: Rivalry }
  /** Everything forgotten while the other tab records. */
  | { readonly kind: 'forget-race'; readonly tab: Tab }
  /** A withdrawal while a page with older code holds the history open and lets go of nothing. */
  | { readonly kind: 'blocked'; readonly tab: Tab }

const tab = fc.constantFrom<Tab>(0, 1)
const plain = (...kinds: readonly ('record' | 'rank' | 'contribute' | 'pause' | 'resume' | 'forget' | 'allow' | 'refuse' | 'aggregates' | 'no-aggregates' | 'reload' | 'crash' | 'forget-race' | 'blocked')[]): fc.Arbitrary<Step> =>
  fc.record({ kind: fc.constantFrom(...kinds), tab })

/** Any step; what takes long comes seldom. */
export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: plain('record', 'rank', 'contribute', 'pause', 'resume', 'forget') },
  { weight: 9, arbitrary: plain('allow', 'refuse', 'aggregates', 'no-aggregates') },
  { weight: 3, arbitrary: plain('reload', 'crash', 'forget-race') },
  { weight: 1, arbitrary: plain('blocked') },
  { weight: 7, arbitrary: fc.record({ kind: fc.constant('race' as const), tab, against: fc.constantFrom<Rivalry>('record', 'deaf', 'pause', 'aggregates', 'contribute', 'forget') }) },
)

/** What must be true after each step, whatever the order of events inside it. */
export interface Model {
  granted: boolean
  aggregates: boolean
  paused: boolean
  /** Events in the history: at least and at most, where a race leaves it open. */
  recorded: { least: number; most: number }
  /** Answers paid for in this epoch; forgetting leaves totals by month, of which the model only knows that something was spent. */
  spent: { least: number; most: number }
  /** Whether a withdrawal after an answer bars this browser from the next. */
  barred: boolean | 'perhaps'
  /** Unsent reports: none once they must be gone. */
  reports: { least: number; most: number }
}

export const freshModel = (): Model => ({ granted: false, aggregates: false, paused: false, recorded: { least: 0, most: 0 }, spent: { least: 0, most: 0 }, barred: false, reports: { least: 0, most: 0 } })

/** What a withdrawal leaves. */
export function withdrawn(model: Model): void {
  const { spent, barred } = model
  const now = spent.least > 0 ? true : spent.most > 0 ? 'perhaps' : false
  Object.assign(model, { granted: false, aggregates: false, paused: false, recorded: { least: 0, most: 0 }, reports: { least: 0, most: 0 }, spent: { least: 0, most: 0 }, barred: barred === true ? true : now === false ? barred : now })
}

/** What forgetting leaves. */
export function forgotten(model: Model, recorded = 0): void {
  Object.assign(model, { recorded: { least: 0, most: recorded }, reports: { least: 0, most: 0 }, spent: { least: 0, most: model.spent.most } })
}
