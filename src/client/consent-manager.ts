import { choiceFor, expiresAt } from '../core/consent/decision.js'
import type { Decision, GrantedDecision } from '../core/consent/decision.js'
import type { Denied, Refusal, Unavailable } from '../core/answer.js'
import type { Clock } from '../core/ports.js'
import { given } from '../core/given.js'
import { storageRefusal } from '../protocol/storage-refusal.js'
import { readChoice } from './choice.js'
import type { ChoiceMade } from './choice.js'
import { createDecisionStore } from './decision-store.js'
import type { Change } from './decision-store.js'
import { eraseAssets, eraseConsent, eraseHistory, historyExists, withHistoryAlone } from './erasure.js'
import type { Erased } from './erasure.js'
import { grantOf, refusalOf } from './new-decision.js'
import type { ConsentManager, ConsentSource, ConsentView } from './hearth.js'
import { pressedInCentre } from './pressed-in-centre.js'

export interface ConsentManagerDep {
  readonly namespace: string
  readonly policyVersion: string
  readonly clock: Clock
  readonly language: () => string | undefined
  /** Global Privacy Control, as it stands now. */
  readonly signal: () => boolean
  /** Ends this page's workers before an erasure. */
  readonly stop: () => Promise<void>
  /** The decision has changed on disk: tell the other tabs, then act on it here. */
  readonly changed: () => Promise<void>
  readonly announce: () => void
}

/** What stands on disk; `refusal` where the store could not be read, which reads as no decision. */
export interface Standing {
  readonly decision?: Decision
  readonly refusal?: Unavailable
}

/** The page's side of consent: it writes choices, and the gate in the worker reads them. */
export interface PageConsent extends ConsentManager {
  standing(): Promise<Standing>
  /** Erases what an expired or outdated choice allowed, and says why it ended. */
  settle(): Promise<'expired' | 'policy-changed' | undefined>
  /** Erases the history and the unsent reports of a grant that stands; what was spent stays, as totals by month. */
  forget(): Promise<Erased | Refusal>
  /** Changes one thing about a grant that stands; nothing where it was withdrawn meanwhile. */
  amend(change: (decision: GrantedDecision) => Decision): Promise<{ readonly status: 'ok' } | Refusal>
}

const denied: Denied = { status: 'denied', purpose: 'personalization' }

export function createConsentManager(dep: ConsentManagerDep): PageConsent {
  const store = createDecisionStore(dep)
  let last: Promise<unknown> = Promise.resolve()

  /** Choices of this page are carried out one after the other: the later one is what the visitor wants. */
  const inOrder = <T>(work: () => Promise<T>): Promise<T | Unavailable> => {
    const run = last.then(work).catch((error: unknown) => refusedStorage(error))
    last = run
    return run
  }

  const view = (decision: Decision | undefined, erasure?: Erased): ConsentView => {
    const overridden = decision?.kind === 'granted' && decision.overridesSignal === true
    const on = dep.signal()
    const bySignal = on && decision === undefined
    return {
      status: 'ok',
      personalization: bySignal ? 'denied' : choiceFor(decision, 'personalization'),
      aggregates: bySignal ? 'denied' : choiceFor(decision, 'aggregates'),
      policyVersion: decision?.policyVersion ?? dep.policyVersion,
      signal: on && !overridden,
      ...given({
        overridden: (on && overridden) || undefined,
        source: bySignal ? 'signal' : decision?.source,
        at: decision?.kind === 'granted' ? new Date(decision.at).toISOString() : decision?.month,
        expires: decision && new Date(expiresAt(decision)).toISOString(),
        paused: (decision?.kind === 'granted' && decision.paused) || undefined,
        erasure,
      }),
    }
  }

  /** Everything that a choice allowed goes, with every tab's writes shut out. The database's deletion also ends the other tabs' handles on it. */
  const erase = async (write: () => Promise<unknown>): Promise<Erased> => {
    await dep.stop()
    return withHistoryAlone(dep.namespace, async () => {
      // A withdrawal that cannot be written must not leave the grant standing: then the whole record of it goes.
      await write().catch(() => store.clear()).catch(() => eraseConsent(dep.namespace))
      dep.announce()
      const erased = await eraseHistory(dep.namespace)
      await eraseAssets(dep.namespace)
      return erased
    })
  }

  /** An erasure that another tab blocked, or a write of a tab that slept through one: no history may be there without a grant. */
  const finishErasure = (): Promise<unknown> =>
    withHistoryAlone(dep.namespace, async () => {
      if ((await store.read())?.kind !== 'granted') await eraseHistory(dep.namespace)
    })

  const settle = async (): ReturnType<PageConsent['settle']> => {
    const why = await store.lapsed()
    if (why !== undefined) await erase(() => store.lapse())
    else if ((await store.read())?.kind !== 'granted' && (await historyExists(dep.namespace))) await finishErasure()
    return why
  }

  const written = (decision: Decision | undefined, erasure?: Erased): ConsentView => {
    dep.announce()
    return view(decision, erasure)
  }

  /** The page acts on a choice outside the order: a visitor who changes their mind need not wait for workers that are starting. */
  const carriedOut = async <T>(work: () => Promise<T>): Promise<T | Unavailable> => {
    const answer = await inOrder(work)
    await dep.changed()
    return answer
  }

  const refuse = async (source: ConsentSource): Promise<ConsentView | Denied> => {
    await settle()
    const refusal = (notBefore: string | undefined): Decision => refusalOf(dep, source, notBefore)
    // Under the signal both purposes are denied already, and nothing is stored of it.
    if (dep.signal() && (await store.read()) === undefined) return denied
    const stored = await store.change(({ decision, notBefore }) => (decision?.kind === 'granted' ? undefined : { decision: refusal(notBefore), withdraws: true }))
    if (stored?.kind !== 'granted') return written(stored)
    const erasure = await erase(() => store.change(({ notBefore }) => ({ decision: refusal(notBefore), withdraws: true })))
    return written(await store.read().catch(() => undefined), erasure)
  }

  const allow = async (choice: ChoiceMade, source: ConsentSource, overrides: boolean, notice: string | undefined): Promise<ConsentView | Refusal> => {
    await settle()
    const before = await store.read()
    const overridden = before?.kind === 'granted' && before.overridesSignal === true
    if (dep.signal() && !overrides && !overridden) return denied
    if (choice.personalization === undefined && before?.kind !== 'granted') {
      return { status: 'invalid', path: 'aggregates', message: 'Answering questions needs personalization to be granted first.' }
    }
    const language = dep.language()
    const said = { source, ...given({ language, notice }), overridesSignal: dep.signal() && (overrides || overridden) }
    const stored = await store.change((now): Change | undefined => {
      // Withdrawn in another tab since: a choice about aggregates alone brings nothing back.
      if (choice.personalization === undefined && now.decision?.kind !== 'granted') return undefined
      return grantOf(dep, choice, said, now)
    })
    return written(stored)
  }

  return {
    async standing() {
      try {
        const decision = await store.read()
        return given({ decision })
      } catch (error) {
        return { refusal: refusedStorage(error) }
      }
    },

    async read() {
      try {
        return view(await store.read())
      } catch (error) {
        return refusedStorage(error)
      }
    },

    async decide(choice, by) {
      // Looked at before anything is awaited: an event is only where it is while it is being told.
      const overrides = pressedInCentre(by)
      const made = readChoice(choice, by)
      if ('status' in made) return made
      return carriedOut(async (): Promise<ConsentView | Refusal> => {
        if (made.choice.personalization === 'denied') return refuse(made.source)
        if (made.choice.personalization === 'granted' || made.choice.aggregates === 'granted') return allow(made.choice, made.source, overrides, made.notice)
        const before = await store.read()
        return made.choice.aggregates === 'denied' && before?.kind === 'granted' ? allow(made.choice, made.source, overrides, made.notice) : view(before)
      })
    },

    async receipts() {
      try {
        return { status: 'ok', receipts: await store.receipts() }
      } catch (error) {
        return refusedStorage(error)
      }
    },

    settle: async () => {
      const settled = await inOrder(settle)
      return typeof settled === 'string' ? settled : undefined
    },
    forget: () =>
      inOrder(async (): Promise<Erased | Refusal> => {
        if ((await store.read())?.kind !== 'granted') return denied
        return withHistoryAlone(dep.namespace, async () => {
          await store.fold()
          return eraseHistory(dep.namespace)
        })
      }),
    amend: (change) =>
      carriedOut(async () => {
        if ((await store.read())?.kind !== 'granted') return denied
        const stored = await store.change(({ decision }) => (decision?.kind === 'granted' ? { decision: change(decision) } : undefined))
        dep.announce()
        return stored?.kind === 'granted' ? ({ status: 'ok' } as const) : denied
      }),
  }
}

/** Whatever a page has made of its storage, the answer is a refusal and nothing is allowed. */
function refusedStorage(error: unknown): Unavailable {
  return storageRefusal(error) ?? { status: 'unavailable', code: 'storage-refused', message: 'The browser refused to store the choice, so nothing is allowed.' }
}
