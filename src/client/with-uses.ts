import type { ScorerUse } from '../core/personalizer/scoring.js'
import type { PriorUse } from '../core/prior/prior.js'
import type { EngineState, LearningUse } from './hearth.js'

/** What ranks besides history and catalog, as far as it is known. */
export interface Uses {
  readonly prior?: PriorUse | undefined
  readonly scorer?: ScorerUse | undefined
  readonly learning?: LearningUse | undefined
}

/** A ready or degraded state with what is used of the site's own files and of what was learnt; a scorer that failed degrades it. */
export function withUses(state: EngineState, { prior, scorer, learning }: Uses): EngineState {
  if (state.status !== 'ready' && state.status !== 'degraded') return state
  const used = { ...(prior === undefined ? {} : { prior }), ...(scorer === undefined ? {} : { scorer }), ...(learning === undefined ? {} : { learning }) }
  if (state.status === 'degraded' || scorer?.status !== 'off' || scorer.held === true) return { ...state, ...used }
  return { ...state, ...used, status: 'degraded', why: scorer.code, message: scorer.message }
}
