import { planBatches, type BatchSize } from '../core/embedding/batches.js'
import { CANARY_COSINE, canaryCosine, readCanary, type CanaryText } from '../core/embedding/canary.js'
import { MINILM_RECIPE, type EncoderRecipe } from '../core/embedding/encoder-recipe.js'
import { openTransformerTokens, type TransformerTokens } from '../core/embedding/transformer-tokens.js'
import { isWordless } from '../core/embedding/wordless.js'
import type { EmbedderAnswer, EmbedderAssets, EmbedderBackend, EmbedderFacade, EmbedderStart } from '../protocol/embedder.js'
import { nextTask } from './next-task.js'
import { DeviceLost, openOnnxEncoder, type OnnxEncoder, type OrtModule } from './onnx-runtime.js'

/** On one WASM thread batches of 4, 8, 16, 32 titles give 197, 206, 210, 210 a second (src/docs/embeddings.md); the smallest of the best leaves a gap soonest, and long texts need no company. */
const BATCH: BatchSize = { texts: 16, tokens: 512 }

const ALONE: BatchSize = { texts: 1, tokens: 0 }

interface Running {
  readonly encoder: OnnxEncoder
  readonly tokens: TransformerTokens
  readonly dimensions: number
  readonly batch: BatchSize
  readonly recipe: EncoderRecipe
}

/** The embedder as the personalizer sees it, over a given build of ONNX Runtime. One start a realm; nothing here throws across the boundary. */
export function createEmbedder(ort: OrtModule): EmbedderFacade {
  let running: Running | undefined

  async function start(backend: EmbedderBackend, assets: EmbedderAssets): Promise<EmbedderStart> {
    const recipe = assets.recipe ?? MINILM_RECIPE
    const canary = readCanary(assets.canary, backend)
    const opened = openTransformerTokens(assets.tokenizer, recipe.maxTokens)
    if (opened.status !== 'ok') return { status: 'failed', code: 'model', message: opened.message }
    if (canary === undefined) return { status: 'failed', code: 'model', message: 'canary.json cannot be read. Fetch it again.' }
    if (backend === 'webgpu' && !(await hasAdapter())) return { status: 'failed', code: 'no-adapter', message: 'This browser offers no WebGPU adapter; use wasm.' }
    const dimensions = canary[0]?.reference.length ?? 0
    try {
      const { runtime, graph, weights } = assets
      const encoder = await openOnnxEncoder(ort, backend, { runtime, graph, ...(weights && { weights }) }, recipe)
      const candidate: Running = { encoder, tokens: opened.tokens, dimensions, batch: recipe.alone === true ? ALONE : BATCH, recipe }
      const least = await leastCosine(candidate, canary)
      if (least < CANARY_COSINE) {
        await encoder.release()
        return { status: 'failed', code: 'canary', message: `On ${backend} the canary's vectors come out wrong (cosine ${least.toFixed(3)}); use another backend.` }
      }
      running = candidate
      return { status: 'ready', backend, dimensions, canaryCosine: least }
    } catch (error) {
      return { status: 'failed', code: error instanceof DeviceLost ? 'device-lost' : 'runtime', message: describe(error) }
    }
  }

  async function embed(texts: readonly string[]): Promise<EmbedderAnswer> {
    if (running === undefined) return { status: 'failed', code: 'not-started', message: 'Start the embedder first.' }
    try {
      return { status: 'ok', ...(await embedWith(running, texts)) }
    } catch (error) {
      // The runtime's own words name what it was given, tokens of the visitor's: they stay here.
      return { status: 'failed', code: error instanceof DeviceLost ? 'device-lost' : 'runtime', message: `The model failed on a text (${error instanceof Error ? error.name : 'unknown'}).` }
    }
  }

  return Object.freeze({ start, embed })
}

/** Together, and those that shared a batch alone as well: a backend that is right for one text and wrong for a batch is wrong. */
async function leastCosine(candidate: Running, canary: readonly CanaryText[]): Promise<number> {
  let least = canaryCosine(canary, (await embedWith(candidate, canary.map(({ text }) => text))).vectors)
  const { tokens, recipe, batch: size } = candidate
  const lengths = canary.map(({ text }) => tokens.encode(recipe.prefix + text).length)
  for (const batch of planBatches(lengths, size, recipe.padded)) {
    const [first] = batch.flatMap((position) => canary[position] ?? [])
    if (batch.length > 1 && first !== undefined) least = Math.min(least, canaryCosine([first], (await embedWith(candidate, [first.text])).vectors))
  }
  return least
}

async function embedWith({ encoder, tokens, dimensions, batch, recipe }: Running, texts: readonly string[]): Promise<{ readonly vectors: Float32Array; readonly empty: readonly number[] }> {
  const worded = texts.flatMap((text, row) => {
    const ids = isWordless(text) ? [] : tokens.encode(text)
    return tokens.knows(ids) ? [{ row, ids: recipe.prefix === '' ? ids : tokens.encode(recipe.prefix + text) }] : []
  })
  const vectors = new Float32Array(texts.length * dimensions)
  for (const positions of planBatches(worded.map(({ ids }) => ids.length), batch, recipe.padded)) {
    const members = positions.flatMap((position) => worded[position] ?? [])
    const made = await encoder.run(members.map(({ ids }) => ids))
    if (made.length !== members.length * dimensions || !made.every(Number.isFinite)) throw new TypeError('the model gave vectors of a wrong shape, or not of numbers')
    members.forEach(({ row }, k) => vectors.set(made.subarray(k * dimensions, (k + 1) * dimensions), row * dimensions))
    await nextTask()
  }
  const sound = new Set(worded.map(({ row }) => row))
  return { vectors, empty: texts.flatMap((_, row) => (sound.has(row) ? [] : [row])) }
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
