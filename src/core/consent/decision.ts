import type { Millis } from '../time.js'
import type { Caps } from '../privacy/limits.js'
import type { Purpose } from './purpose.js'

export type ChoiceState = 'pending' | 'granted' | 'denied'
export type DecisionSource = 'banner' | 'centre' | 'cmp' | 'signal' | 'api'

/** The visitor allowed at least personalization. `receipt` names this very grant: a later grant has another, so an old one can never pass for it. */
export interface GrantedDecision {
  readonly kind: 'granted'
  readonly receipt: string
  readonly aggregates: ChoiceState
  readonly policyVersion: string
  readonly source: DecisionSource
  readonly at: Millis
  readonly paused: boolean
  /** Names the choice about aggregates: answered a second time it has another, so that what was under way under the first is dead. */
  readonly aggregatesReceipt?: string
  /** Days the visitor lets an event be kept, where fewer than the site's. */
  readonly retentionDays?: number
  /** The most that answers may cost, where the visitor wants less than the site, in micro-ε. */
  readonly caps?: Partial<Caps>
  /** Given by an act in the privacy centre while Global Privacy Control was on. */
  readonly overridesSignal?: boolean
  /** `YYYY-MM`: the month before which a new ledger may not answer, kept over a withdrawal. */
  readonly aggregatesNotBefore?: string
}

/** The visitor refused, or withdrew. The least that keeps us from asking again: no id, no time finer than the month. */
export interface DeniedDecision {
  readonly kind: 'denied'
  readonly policyVersion: string
  readonly source: DecisionSource
  /** `YYYY-MM`, UTC. */
  readonly month: string
  /** `YYYY-MM`; only after a withdrawal from a device that had a ledger. */
  readonly aggregatesNotBefore?: string
}

export type Decision = GrantedDecision | DeniedDecision

/** Months a choice is kept before the visitor is asked again (CNIL's recommendation). */
export const CHOICE_MONTHS = 6

/** When a choice ends. A refusal keeps only its month, so it ends six full months after that month. */
export function expiresAt(decision: Decision): Millis {
  const start = new Date(decision.kind === 'granted' ? decision.at : `${decision.month}-01T00:00:00Z`)
  return start.setUTCMonth(start.getUTCMonth() + CHOICE_MONTHS + (decision.kind === 'denied' ? 1 : 0)) as Millis
}

/** What a stored decision is worth now: expired or made for another policy, it is worth nothing. */
export function standing(decision: Decision | undefined, policyVersion: string, now: Millis): Decision | undefined {
  if (decision === undefined) return undefined
  if (decision.policyVersion !== policyVersion || expiresAt(decision) <= now) return undefined
  return decision
}

/** Why a stored decision is worth nothing any more; undefined where it stands, or where there is none. */
export function lapseOf(decision: Decision | undefined, policyVersion: string, now: Millis): 'expired' | 'policy-changed' | undefined {
  if (decision === undefined || standing(decision, policyVersion, now) !== undefined) return undefined
  return decision.policyVersion === policyVersion ? 'expired' : 'policy-changed'
}

/** The receipt under which one purpose may be served now, or undefined where it may not. */
export function receiptFor(decision: Decision | undefined, purpose: Purpose): string | undefined {
  if (decision?.kind !== 'granted' || choiceFor(decision, purpose) !== 'granted') return undefined
  return purpose === 'aggregates' ? (decision.aggregatesReceipt ?? decision.receipt) : decision.receipt
}

/** The choice for one purpose. */
export function choiceFor(decision: Decision | undefined, purpose: Purpose): ChoiceState {
  if (decision === undefined) return 'pending'
  if (decision.kind === 'denied') return 'denied'
  return purpose === 'personalization' ? 'granted' : decision.aggregates
}
