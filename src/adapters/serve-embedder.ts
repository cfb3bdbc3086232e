import { expose } from 'comlink'
import { createEmbedder } from './embedder.js'
import { sealRealm } from './isolation/seal-realm.js'
import type { OrtModule } from './onnx-runtime.js'
import { createScorer } from './scorer.js'

/** Seals the worker's realm, waits for the page's first message, `{port}`, and exposes embedder and scorer there (a worker is used for one of them): nothing else in the worker listens. */
export function serveEmbedder(ort: OrtModule): void {
  sealRealm()
  addEventListener(
    'message',
    ({ data }: MessageEvent<{ readonly port?: unknown }>) => {
      if (data.port instanceof MessagePort) expose(Object.freeze({ ...createEmbedder(ort), ...createScorer(ort) }), data.port)
    },
    { once: true },
  )
}
