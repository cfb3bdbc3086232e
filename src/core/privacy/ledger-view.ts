import type { Epoch } from '../time.js'
import { silentUntil, spent, type LedgerState, type Spent } from './ledger.js'
import { CAPS, type Caps } from './limits.js'
import { MICRO, type MicroEpsilon } from './micro-epsilon.js'

/** What the visitor is shown of a ledger, in integer micro-ε, with what it means in odds. */
export interface LedgerView {
  readonly entries: LedgerState['debits']
  /** What forgetting left of earlier debits: totals by month. */
  readonly months: LedgerState['months']
  readonly spent: Spent
  readonly caps: Caps
  readonly silentUntilEpoch: Epoch
  /** Nothing is answered before this month, after a withdrawal. */
  readonly notBefore?: string
  /** What a suspicion of one half can become at the most, 0.5 to 1, after all that was spent. */
  readonly odds: { readonly epoch: number; readonly year: number; readonly lifetime: number }
}

export function ledgerView(ledger: LedgerState, epoch: Epoch, caps: Caps = CAPS): LedgerView {
  const total = spent(ledger, epoch)
  return {
    entries: ledger.debits,
    months: ledger.months,
    spent: total,
    caps,
    silentUntilEpoch: silentUntil(ledger),
    ...(ledger.notBefore === undefined ? {} : { notBefore: ledger.notBefore }),
    odds: { epoch: suspicion(total.epoch), year: suspicion(total.year), lifetime: suspicion(total.lifetime) },
  }
}

/** The most that a suspicion held at `prior` can become after a loss of ε: prior·e^ε/(prior·e^ε + 1 − prior). */
export function suspicion(microEpsilon: MicroEpsilon, prior = 0.5): number {
  const raised = prior * Math.exp(microEpsilon / MICRO)
  return raised / (raised + 1 - prior)
}
