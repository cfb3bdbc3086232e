import * as ort from 'onnxruntime-web/wasm'
import { serveEmbedder } from '../src/adapters/serve-embedder.js'

serveEmbedder(ort)
