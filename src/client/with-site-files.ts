import type { ScorerUse } from '../core/personalizer/scoring.js'
import type { PriorUse } from '../core/prior/prior.js'
import type { EngineState } from './hearth.js'

/** A ready or degraded state with what is used of the site's own files; a scorer that failed degrades it. */
export function withSiteFiles(state: EngineState, prior: PriorUse | undefined, scorer: ScorerUse | undefined): EngineState {
  if (state.status !== 'ready' && state.status !== 'degraded') return state
  const used = { ...(prior === undefined ? {} : { prior }), ...(scorer === undefined ? {} : { scorer }) }
  if (state.status === 'degraded' || scorer?.status !== 'off' || scorer.held === true) return { ...state, ...used }
  return { ...state, ...used, status: 'degraded', why: scorer.code, message: scorer.message }
}
