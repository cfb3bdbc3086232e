import { expose } from 'comlink'
import type { EmbedderFacade } from '../protocol/embedder.js'
import type { ScorerFacade } from '../protocol/scorer.js'
import { createEmbedder } from './embedder.js'
import { shutIn } from './isolation/shut-in.js'
import type { OrtModule } from './onnx-runtime.js'
import { createScorer } from './scorer.js'

/** Shuts the worker in, waits for the page's first message, `{port}`, and exposes embedder and scorer there (a worker is used for one of them): nothing else in the worker listens. Where a way out is open neither starts, and neither is ever told a text. */
export function serveEmbedder(ort: OrtModule): void {
  const shut = shutIn()
  addEventListener(
    'message',
    ({ data }: MessageEvent<{ readonly port?: unknown }>) => {
      if (data.port instanceof MessagePort) expose(onceShutIn(shut, { ...createEmbedder(ort), ...createScorer(ort) }), data.port)
    },
    { once: true },
  )
}

function onceShutIn(shut: ReturnType<typeof shutIn>, facade: EmbedderFacade & ScorerFacade): EmbedderFacade & ScorerFacade {
  const start = async <T>(begin: () => Promise<T>) => {
    const breach = await shut
    return breach === undefined ? begin() : ({ status: 'failed', ...breach } as const)
  }
  return Object.freeze({
    ...facade,
    start: (...assets: Parameters<EmbedderFacade['start']>) => start(() => facade.start(...assets)),
    startScorer: (...assets: Parameters<ScorerFacade['startScorer']>) => start(() => facade.startScorer(...assets)),
  })
}
