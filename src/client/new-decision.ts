import { CHOICE_MONTHS } from '../core/consent/decision.js'
import type { Decision, GrantedDecision } from '../core/consent/decision.js'
import type { Clock } from '../core/ports.js'
import { monthAt } from '../core/privacy/month.js'
import { given } from '../core/given.js'
import type { ChoiceMade } from './choice.js'
import type { Before, Change } from './decision-store.js'
import type { ConsentSource, Receipt } from './hearth.js'

export interface NewDecisionDep {
  readonly policyVersion: string
  readonly clock: Clock
}

/** The circumstances of a choice, for its receipt. */
export interface Said {
  readonly source: ConsentSource
  readonly language?: string
  /** What names the text that the visitor was shown. */
  readonly notice?: string
  readonly overridesSignal: boolean
}

/**
 * A grant with its receipt, over what stands. A second choice keeps the first grant's name, so that nothing under way is
 * lost; aggregates granted anew get a name of their own. Undefined where a consent tool merely repeats itself.
 */
export function grantOf(dep: NewDecisionDep, choice: ChoiceMade, said: Said, { decision: before, carried }: Before): Change | undefined {
  const known = before?.kind === 'granted' ? before : undefined
  const aggregates = choice.aggregates ?? known?.aggregates ?? 'pending'
  if (known !== undefined && said.source === 'cmp' && aggregates === known.aggregates) return undefined
  const now = dep.clock.now()
  const id = crypto.randomUUID()
  // When and how the grant was given belong together: a choice about aggregates alone renews neither. Its own stand in its receipt.
  const { at, source } = known === undefined || choice.personalization === 'granted' ? { at: now, source: said.source } : known
  const aggregatesReceipt = aggregates !== 'granted' ? undefined : known?.aggregates === 'granted' ? known.aggregatesReceipt : id
  const decision: GrantedDecision = {
    kind: 'granted', receipt: known?.receipt ?? id, aggregates, policyVersion: dep.policyVersion, source, at, paused: known?.paused ?? false,
    ...given({ aggregatesReceipt, retentionDays: known?.retentionDays, caps: known?.caps, aggregatesNotBefore: carried, overridesSignal: said.overridesSignal || undefined }),
  }
  const receipt: Receipt = {
    id, at: new Date(now).toISOString(), purposes: aggregates === 'granted' ? ['personalization', 'aggregates'] : ['personalization'],
    policyVersion: dep.policyVersion, source: said.source, months: CHOICE_MONTHS,
    ...given({ language: said.language, notice: said.notice, overridesSignal: said.overridesSignal || undefined }),
  }
  return { decision, receipt, dropReports: choice.aggregates === 'denied' }
}

/** The least that keeps us from asking again. */
export function refusalOf(dep: NewDecisionDep, source: Decision['source'], aggregatesNotBefore?: string): Decision {
  return { kind: 'denied', policyVersion: dep.policyVersion, source, month: monthAt(dep.clock.now()), ...given({ aggregatesNotBefore }) }
}
