import { given } from '../core/given.js'
import type { ConsentSource, Hearth } from '../client/hearth.js'

/** What only an inspecting page is given: any script of the host could read the visitor's history with it. */
type Inspection = 'budget' | 'history' | 'profile' | 'ledger' | 'releases' | 'exportData'

/** What says no less of the visitor, or lets a script write into their history at will. */
type Rights = 'topics' | 'importData'

export type PublicHearth = Omit<Hearth, Inspection | Rights> &
  Partial<Pick<Hearth, Inspection | 'importData'>> & {
    readonly topics: Pick<Hearth['topics'], 'suggest' | 'choose'> & Partial<Hearth['topics']>
    readonly ready: Promise<PublicHearth>
    /** Takes what the queue takes, at once: `push(['consent', {personalization: 'denied'}])`. */
    push(...calls: readonly unknown[]): void
  }

/** The frozen `window.hearth`: the engine, without what only an inspecting page is given. */
export function publicHearth(hearth: Hearth, inspect: boolean): PublicHearth {
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
  const { budget: _budget, history: _history, profile: _profile, ledger: _ledger, releases: _releases, exportData: _export, importData: _import, ...open } = hearth
  const { suggest, choose } = hearth.topics
  const whole: PublicHearth = Object.freeze({
    ...(inspect ? hearth : { ...open, topics: { suggest, choose } }),
    get state() {
      return hearth.state
    },
    consent: { ...hearth.consent, decide: (choice, by) => hearth.consent.decide(choice, { source: 'api', ...by }) } satisfies Hearth['consent'],
    ready,
    push: (...calls: readonly unknown[]) => {
      for (const call of calls) void answerCall(hearth, call)
    },
  })
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
  await hearth.consent.decide(given({ personalization, aggregates }), { source: by === 'cmp' ? by : source })
}
