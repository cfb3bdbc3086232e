import { planBatches } from '../core/embedding/batches.js'
import { CANARY_COSINE, canaryCosine, readCanary } from '../core/embedding/canary.js'
import { openTransformerTokens, type TransformerTokens } from '../core/embedding/transformer-tokens.js'
import { isWordless } from '../core/embedding/wordless.js'
import type { EmbedderAnswer, EmbedderAssets, EmbedderBackend, EmbedderFacade, EmbedderStart } from '../protocol/embedder.js'
import { nextTask } from './next-task.js'
import { openOnnxEncoder, type OnnxEncoder, type OrtModule } from './onnx-runtime.js'

/** The shipped graphs refuse more than 512 tokens; 256 is what the model was trained on. */
const MAX_TOKENS = 256

/** Small batches are fastest on one WASM thread (measured: 1, 4, 16, 32), and leave a gap for a click after each. */
const BATCH = { wasm: 4, webgpu: 16 } as const

const WEIGHTS = 'minilm.weights'

interface Running {
  readonly encoder: OnnxEncoder
  readonly tokens: TransformerTokens
  readonly dimensions: number
  readonly batch: number
}

/** The embedder as the personalizer sees it, over a given build of ONNX Runtime. One start a realm; nothing here throws across the boundary. */
export function createEmbedder(ort: OrtModule): EmbedderFacade {
  let running: Running | undefined

  async function start(backend: EmbedderBackend, assets: EmbedderAssets): Promise<EmbedderStart> {
    const golden = readCanary(assets.golden)
    const opened = openTransformerTokens(assets.tokenizer, MAX_TOKENS)
    if (opened.status !== 'ok') return { status: 'failed', code: 'model', message: opened.message }
    if (golden === undefined) return { status: 'failed', code: 'model', message: 'golden.json cannot be read. Fetch it again.' }
    if (backend === 'webgpu' && !(await hasAdapter())) return { status: 'failed', code: 'no-adapter', message: 'This browser offers no WebGPU adapter; use wasm.' }
    const dimensions = golden[0]?.vector.length ?? 0
    try {
      const encoder = await openOnnxEncoder(ort, backend, { ...assets, weights: { name: WEIGHTS, bytes: assets.weights } })
      const candidate: Running = { encoder, tokens: opened.tokens, dimensions, batch: BATCH[backend] }
      const vectors = await embedWith(candidate, golden.map(({ text }) => text))
      const least = canaryCosine(golden, vectors)
      if (least < CANARY_COSINE) {
        await encoder.release()
        return { status: 'failed', code: 'canary', message: `On ${backend} the golden vectors come out wrong (cosine ${least.toFixed(3)}); use another backend.` }
      }
      running = candidate
      return { status: 'ready', backend, dimensions, canaryCosine: least }
    } catch (error) {
      return { status: 'failed', code: 'runtime', message: describe(error) }
    }
  }

  async function embed(texts: readonly string[]): Promise<EmbedderAnswer> {
    if (running === undefined) return { status: 'failed', code: 'not-started', message: 'Start the embedder first.' }
    try {
      const vectors = await embedWith(running, texts)
      return { status: 'ok', vectors, empty: texts.flatMap((text, row) => (isWordless(text) ? [row] : [])) }
    } catch (error) {
      return { status: 'failed', code: 'runtime', message: describe(error) }
    }
  }

  return Object.freeze({ start, embed })
}

async function embedWith({ encoder, tokens, dimensions, batch }: Running, texts: readonly string[]): Promise<Float32Array> {
  const worded = texts.flatMap((text, row) => (isWordless(text) ? [] : [{ row, ids: tokens.encode(text) }]))
  const vectors = new Float32Array(texts.length * dimensions)
  for (const positions of planBatches(worded.map(({ ids }) => ids.length), batch)) {
    const members = positions.flatMap((position) => worded[position] ?? [])
    const made = await encoder.run(members.map(({ ids }) => ids))
    if (made.length !== members.length * dimensions || !made.every(Number.isFinite)) throw new TypeError('the model gave vectors of a wrong shape, or not of numbers')
    members.forEach(({ row }, k) => vectors.set(made.subarray(k * dimensions, (k + 1) * dimensions), row * dimensions))
    await nextTask()
  }
  return vectors
}

async function hasAdapter(): Promise<boolean> {
  try {
    return (await navigator.gpu?.requestAdapter()) != null
  } catch {
    return false
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
