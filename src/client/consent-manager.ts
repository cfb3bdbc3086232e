import { choiceFor } from '../core/consent/decision.js'
import type { Decision } from '../core/consent/decision.js'
import type { Denied, Refusal, Unavailable } from '../core/answer.js'
import type { Purpose } from '../core/consent/purpose.js'
import type { Clock } from '../core/ports.js'
import { createDecisionStore, expiryOf, grantOf, refusalOf } from './decision-store.js'
import { eraseAssets, eraseHistory, withHistoryAlone } from './erasure.js'
import type { Erased } from './erasure.js'
import type { ConsentManager, ConsentSource, ConsentView } from './hearth.js'
import { privacySignal } from './privacy-signal.js'

export interface ConsentManagerDep {
  readonly namespace: string
  readonly policyVersion: string
  readonly clock: Clock
  readonly language: () => string | undefined
  /** Ends this page's workers before an erasure. */
  readonly stop: () => void
  /** The decision has changed on disk: tell the other tabs, then act on it here. */
  readonly changed: () => Promise<void>
  readonly announce: () => void
}

/** The page's side of consent: it writes choices, and the gate in the worker reads them. */
export interface PageConsent extends ConsentManager {
  /** The decision that stands, or `undefined`; a store that fails reads as none. */
  standing(): Promise<Decision | undefined>
  /** Erases what an expired or outdated choice allowed. */
  settle(): Promise<void>
  setPaused(paused: boolean): Promise<{ readonly status: 'ok' } | Refusal>
}

const REFUSED: Unavailable = { status: 'unavailable', code: 'storage-refused', message: 'The browser refused to store the choice, so nothing is allowed. Private windows and blocked site data do this.' }
const denied: Denied = { status: 'denied', purpose: 'personalization' }

export function createConsentManager(dep: ConsentManagerDep): PageConsent {
  const store = createDecisionStore(dep)
  const standing = (): Promise<Decision | undefined> => store.read().catch(() => undefined)

  const view = (decision: Decision | undefined, erasure?: Erased): ConsentView => {
    const overridden = decision?.kind === 'granted' && decision.overridesSignal === true
    return {
      status: 'ok',
      personalization: choiceFor(decision, 'personalization'),
      aggregates: choiceFor(decision, 'aggregates'),
      policyVersion: decision?.policyVersion ?? dep.policyVersion,
      signal: privacySignal() && !overridden,
      ...(decision === undefined ? {} : { source: decision.source, at: decision.kind === 'granted' ? new Date(decision.at).toISOString() : decision.month, expires: expiryOf(decision) }),
      ...(erasure === undefined ? {} : { erasure }),
    }
  }

  /** Everything that a choice allowed goes, with every tab's writes shut out. The database's deletion also ends the other tabs' handles on it. */
  const erase = (write: () => Promise<void>): Promise<Erased> => {
    dep.stop()
    return withHistoryAlone(dep.namespace, async () => {
      await write()
      dep.announce()
      const erased = await eraseHistory(dep.namespace)
      await eraseAssets(dep.namespace)
      return erased
    })
  }

  const refuse = async (source: ConsentSource, before: Decision | undefined): Promise<ConsentView> => {
    if (before?.kind === 'granted') {
      const erased = await erase(() => store.withdraw(source))
      await dep.changed()
      return view(await standing(), erased)
    }
    await store.write(refusalOf(dep, source, before?.aggregatesNotBefore))
    dep.announce()
    await dep.changed()
    return view(await standing())
  }

  const allow = async (source: ConsentSource, aggregates: 'granted' | 'denied' | undefined, before: Decision | undefined, overridesSignal: boolean): Promise<ConsentView> => {
    const language = dep.language()
    const made = grantOf(dep, { source, aggregates: aggregates ?? 'pending', overridesSignal, ...(language === undefined ? {} : { language }) }, before)
    // A second choice about aggregates keeps the name of the first grant, so that nothing under way is lost.
    const decision = before?.kind === 'granted' ? { ...made.decision, receipt: before.receipt, paused: before.paused, at: before.at, aggregates: aggregates ?? before.aggregates, overridesSignal: overridesSignal || before.overridesSignal === true } : made.decision
    await store.write(decision, { receipt: made.receipt, dropReports: aggregates === 'denied' })
    dep.announce()
    await dep.changed()
    return view(await standing())
  }

  return {
    standing,
    async read() {
      try {
        return view(await store.read())
      } catch {
        return REFUSED
      }
    },

    async decide(choice, by = {}) {
      const source = by.source ?? 'api'
      const overrides = source === 'centre' && by.event?.isTrusted === true
      try {
        const before = await store.read()
        const granted = before?.kind === 'granted'
        if (choice.personalization === 'denied') return await refuse(source, before)
        const wanted: Purpose[] = (['personalization', 'aggregates'] as const).filter((purpose) => choice[purpose] === 'granted')
        if (wanted.length > 0 && privacySignal() && !overrides && !(granted && before.overridesSignal === true)) return denied
        if (choice.personalization === undefined && !granted) {
          return choice.aggregates === 'granted' ? { status: 'invalid', path: 'aggregates', message: 'Answering questions needs personalization to be granted first.' } : view(before)
        }
        return await allow(source, choice.aggregates, before, privacySignal() && overrides)
      } catch {
        return REFUSED
      }
    },

    async receipts() {
      try {
        return { status: 'ok', receipts: await store.receipts() }
      } catch {
        return REFUSED
      }
    },

    async settle() {
      if (!(await store.lapsed().catch(() => false))) return
      await erase(() => store.lapse())
    },

    async setPaused(paused) {
      try {
        const before = await store.read()
        if (before?.kind !== 'granted') return denied
        await store.write({ ...before, paused })
        dep.announce()
        await dep.changed()
        return { status: 'ok' }
      } catch {
        return REFUSED
      }
    },
  }
}

