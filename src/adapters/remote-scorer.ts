import type { Scorer } from '../core/ports.js'
import type { ScorerAssets, ScorerFacade, ScorerStart } from '../protocol/scorer.js'
import { createPortCalls } from './port-calls.js'

const START_MS = 60_000

/** A press waits for the order: past this the order comes without the site's model. */
const SCORE_MS = 400

/** The scorer at the other end of a port. */
export interface RemoteScorer extends Scorer {
  start(assets: ScorerAssets): Promise<ScorerStart>
  end(): void
}

export function createRemoteScorer(port: MessagePort): RemoteScorer {
  const { call, end } = createPortCalls<ScorerFacade>(port, { late: 'scorer-slow', ended: { status: 'unavailable', code: 'scorer-ended', message: 'The scorer’s worker ended; the page is ranked without it.' } })
  return {
    async start(assets) {
      const started = await call((facade) => facade.startScorer(assets), START_MS, `The scorer did not start within ${START_MS} ms.`)
      return started.status === 'unavailable' ? { status: 'failed', code: started.code, message: started.message } : started
    },
    async score(values, rows) {
      const answer = await call((facade) => facade.score(values, rows), SCORE_MS, `The scorer took longer than ${SCORE_MS} ms for ${rows} items; the page is ranked without it.`)
      return answer.status === 'failed' ? { status: 'unavailable', code: answer.code, message: answer.message } : answer
    },
    end,
  }
}
