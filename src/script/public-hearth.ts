import type { ConsentSource, Hearth } from '../client/hearth.js'

/** What only an inspecting page is given: any script of the host could read the visitor's history with it. */
type Inspection = 'history' | 'profile' | 'ledger' | 'releases' | 'exportData'

/** What says no less of the visitor, or lets a script write into their history at will. */
type Rights = 'topics' | 'importData'

export type PublicHearth = Omit<Hearth, Inspection | Rights> &
  Partial<Pick<Hearth, Inspection | 'importData'>> & {
    readonly topics: Pick<Hearth['topics'], 'suggest' | 'choose'> & Partial<Hearth['topics']>
    readonly ready: Promise<PublicHearth>
    /** Takes what the queue takes, at once: `push(['consent', {personalization: 'denied'}])`. */
    push(...calls: readonly unknown[]): void
  }

export interface PublicHearthOptions {
  readonly hearth: Hearth
  readonly inspect: boolean
  /** Called after something that can change a ranking. */
  readonly changed: () => void
}

/** The frozen `window.hearth`: the engine, without what only an inspecting page is given. */
export function publicHearth({ hearth, inspect, changed }: PublicHearthOptions): PublicHearth {
  const after = async <T>(answer: Promise<T>): Promise<T> => {
    const settled = await answer
    changed()
    return settled
  }
  const decide: Hearth['consent']['decide'] = (choice, by) => hearth.consent.decide(choice, { source: 'api', ...by })
  // Ready once it is known where the choice stands, so that a script which waits for it finds a state to act on.
  const ready = new Promise<PublicHearth>((resolve) => {
    const stop = hearth.subscribe(({ status, ...state }) => {
      if (status === 'loading' && 'why' in state) return
      void Promise.resolve().then(() => {
        stop()
        resolve(whole)
      })
    })
  })
  const engine: Omit<PublicHearth, Inspection | 'importData'> = {
    ready,
    push: (...calls) => {
      for (const call of calls) void answerCall(hearth, call)
    },
    get state() {
      return hearth.state
    },
    subscribe: (listener) => hearth.subscribe(listener),
    consent: { read: () => hearth.consent.read(), decide, receipts: () => hearth.consent.receipts() },
    record: (input) => after(hearth.record(input)),
    rank: (input) => hearth.rank(input),
    explain: (itemId) => hearth.explain(itemId),
    similar: (itemId, options) => hearth.similar(itemId, options),
    topics: {
      suggest: () => hearth.topics.suggest(),
      choose: (ids) => after(hearth.topics.choose(ids)),
      ...(inspect ? { list: () => hearth.topics.list(), wish: (topic, wish) => after(hearth.topics.wish(topic, wish)) } satisfies Partial<Hearth['topics']> : {}),
    },
    retention: hearth.retention,
    unhide: (itemId) => after(hearth.unhide(itemId)),
    quality: () => hearth.quality(),
    isolation: () => hearth.isolation(),
    forget: (scope) => after(hearth.forget(scope)),
    pause: () => hearth.pause(),
    resume: () => hearth.resume(),
    contribute: () => hearth.contribute(),
    close: () => hearth.close(),
  }
  const inspection: Pick<Hearth, Inspection | 'importData'> = {
    history: () => hearth.history(),
    profile: () => hearth.profile(),
    ledger: () => hearth.ledger(),
    releases: () => hearth.releases(),
    exportData: () => hearth.exportData(),
    importData: (json) => after(hearth.importData(json)),
  }
  const whole: PublicHearth = Object.freeze(Object.assign(engine, inspect ? inspection : {}))
  return whole
}

/** Carries out one queued call, `['consent', choice]` or, from a consent tool's adapter, `['consent', choice, 'cmp']`. Only consent is taken from a queue: what happened before it is not replayed. */
export async function answerCall(hearth: Hearth, call: unknown, source: ConsentSource = 'api'): Promise<void> {
  if (!Array.isArray(call)) return
  const [name, choice, by]: readonly unknown[] = call
  if (name !== 'consent' || typeof choice !== 'object' || choice === null) return
  const said = (purpose: string): 'granted' | 'denied' | undefined => {
    const value: unknown = Object.hasOwn(choice, purpose) ? Reflect.get(choice, purpose) : undefined
    return value === 'granted' || value === 'denied' ? value : undefined
  }
  const personalization = said('personalization')
  const aggregates = said('aggregates')
  await hearth.consent.decide({ ...(personalization === undefined ? {} : { personalization }), ...(aggregates === undefined ? {} : { aggregates }) }, { source: by === 'cmp' ? by : source })
}
