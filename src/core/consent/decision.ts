import type { Millis } from '../time.js'
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

/** `YYYY-MM` of a moment, UTC. */
export function monthOf(at: Millis): string {
  return new Date(at).toISOString().slice(0, 7)
}

/** When a choice ends. A refusal keeps only its month, so it ends six full months after that month. */
export function expiresAt(decision: Decision): Millis {
  const start = decision.kind === 'granted' ? new Date(decision.at) : new Date(`${decision.month}-01T00:00:00Z`)
  const months = CHOICE_MONTHS + (decision.kind === 'denied' ? 1 : 0)
  return Date.UTC(
    start.getUTCFullYear(), start.getUTCMonth() + months, start.getUTCDate(),
    start.getUTCHours(), start.getUTCMinutes(), start.getUTCSeconds(), start.getUTCMilliseconds(),
  ) as Millis
}

/** What a stored decision is worth now: expired or made for another policy, it is worth nothing. */
export function standing(decision: Decision | undefined, policyVersion: string, now: Millis): Decision | undefined {
  if (decision === undefined) return undefined
  if (decision.policyVersion !== policyVersion || expiresAt(decision) <= now) return undefined
  return decision
}

/** The choice for one purpose. */
export function choiceFor(decision: Decision | undefined, purpose: Purpose): ChoiceState {
  if (decision === undefined) return 'pending'
  if (decision.kind === 'denied') return 'denied'
  return purpose === 'personalization' ? 'granted' : decision.aggregates
}
