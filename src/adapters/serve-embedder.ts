import { expose } from 'comlink'
import { createEmbedder } from './embedder.js'
import { sealRealm } from './isolation/seal-realm.js'
import type { OrtModule } from './onnx-runtime.js'

/** Seals the worker's realm, waits for the page's first message, `{port}`, and exposes the embedder there: nothing else in the worker listens. */
export function serveEmbedder(ort: OrtModule): void {
  sealRealm()
  addEventListener(
    'message',
    ({ data }: MessageEvent<{ readonly port?: unknown }>) => {
      if (data.port instanceof MessagePort) expose(createEmbedder(ort), data.port)
    },
    { once: true },
  )
}
