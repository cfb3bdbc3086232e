import * as ort from 'onnxruntime-web/jspi'
import { serveEmbedder } from '../src/adapters/serve-embedder.js'

serveEmbedder(ort)
