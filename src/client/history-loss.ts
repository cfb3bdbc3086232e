import type { Clock } from '../core/ports.js'
import type { EngineState } from './hearth.js'

/** Whether the history was found missing while this page has been open: the grant stands, and the state says what happened. */
export interface HistoryLoss {
  /** Looks at an answer of the worker; true where it tells of a loss that this page has not told yet. */
  heard(answer: unknown): boolean
  /** The state with the loss in it, where nothing else is said there. */
  told(state: EngineState): EngineState
  /** Erased since: there is nothing left to miss. */
  forget(): void
}

export function createHistoryLoss(clock: Clock): HistoryLoss {
  const opened = clock.now()
  let heard = false
  return {
    heard(answer) {
      const lost: unknown = typeof answer === 'object' && answer !== null && Object.hasOwn(answer, 'lost') ? Reflect.get(answer, 'lost') : undefined
      if (heard || typeof lost !== 'number' || lost < opened) return false
      heard = true
      return true
    },
    told: (state) => (heard && state.status === 'ready' && state.why === undefined ? { ...state, why: 'history-gone' } : state),
    forget() {
      heard = false
    },
  }
}
