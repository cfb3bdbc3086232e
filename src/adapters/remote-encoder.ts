import type { TransformerEncoder } from '../core/ports.js'
import type { EmbedderAssets, EmbedderBackend, EmbedderFacade, EmbedderStart } from '../protocol/embedder.js'
import { createPortCalls } from './port-calls.js'

/** A large model takes seconds to start on a phone; past this it has died. */
const START_MS = 120_000
const EMBED_MS = 30_000

const late = (ms: number): string => `The embedder gave no answer within ${ms} ms.`

/** The embedder at the other end of a port. Its worker may be ended at any time: each call then ends too, and nothing is lost. */
export interface RemoteEncoder extends TransformerEncoder {
  start(backend: EmbedderBackend, assets: EmbedderAssets): Promise<EmbedderStart>
  end(): void
}

export function createRemoteEncoder(port: MessagePort): RemoteEncoder {
  const { call, end } = createPortCalls<EmbedderFacade>(port, { late: 'embedder-silent', ended: { status: 'unavailable', code: 'embedder-ended', message: 'The embedder was ended; static vectors serve until it is back.' } })
  let dimensions = 0

  return {
    async start(backend, assets) {
      const started = await call((facade) => facade.start(backend, assets), START_MS, late(START_MS))
      if (started.status === 'unavailable') return { status: 'failed', code: started.code, message: started.message }
      if (started.status === 'ready') dimensions = started.dimensions
      return started
    },
    async embed(texts, withinMs = EMBED_MS) {
      const answer = await call((facade) => facade.embed(texts), withinMs, late(withinMs))
      if (answer.status === 'unavailable') return answer
      if (answer.status === 'failed') return { status: 'unavailable', code: answer.code, message: answer.message }
      const empty = new Set(answer.empty)
      return { status: 'ok', vectors: texts.map((_, row) => (empty.has(row) ? undefined : answer.vectors.slice(row * dimensions, (row + 1) * dimensions))) }
    },
    end,
  }
}
