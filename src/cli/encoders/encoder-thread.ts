import { workerData } from 'node:worker_threads'
import { expose, type Endpoint } from 'comlink'
import * as ort from 'onnxruntime-web/wasm'
import { createEmbedder } from '../../adapters/embedder.js'

// The same embedder as in the browser's worker, on a thread of Node.
const { port } = workerData as { readonly port: Endpoint }
expose(createEmbedder(ort), port)
