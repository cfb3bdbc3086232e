import type { Clock } from '../core/ports.js'
import type { EngineState, EngineTier } from './hearth.js'
import { createHistoryLoss } from './history-loss.js'
import { withUses } from './with-uses.js'
import type { Uses } from './with-uses.js'

/** What the running workers amount to, as it is told: their own state, what is used of the site's files and of what was learnt, and a history that is gone. */
export interface ToldState {
  /** The workers' own state. */
  readonly workers: EngineState
  /** Whose vectors rank. */
  readonly tier: EngineTier
  tell(workers: EngineState, uses?: Uses): void
  /** What is used changed; told again where that is news. */
  use(uses: Partial<Uses>): void
  /** Looks whether an answer of the worker tells of a lost history. */
  hear(answer: unknown): void
  /** The workers have ended; others may follow, with nothing of these. */
  end(): void
}

export function createToldState(clock: Clock, tell: (state: EngineState) => void): ToldState {
  const loss = createHistoryLoss(clock)
  let workers: EngineState = { status: 'loading' }
  let uses: Uses = {}

  const told = (next: EngineState, nowUsed: Uses = uses): void => {
    workers = next
    uses = nowUsed
    tell(loss.told(withUses(workers, uses)))
  }

  return {
    get workers() {
      return workers
    },
    get tier() {
      return 'tier' in workers ? workers.tier : 'static'
    },
    tell: told,
    use(more) {
      const next = { ...uses, ...more }
      const news = uses.prior !== next.prior || uses.learning !== next.learning || uses.scorer?.status !== next.scorer?.status
      if (news) told(workers, next)
    },
    hear(answer) {
      if (loss.heard(answer)) told(workers)
    },
    end() {
      loss.forget()
      uses = {}
    },
  }
}
