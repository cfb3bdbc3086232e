import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openVectorPools } from '../../adapters/vector-pool.js'
import { fileName, isShippedEncoder, SHIPPED, type ShippedEncoder } from '../../core/embedding/shipped.js'
import { MINILM_SPACE, spaceId, type SpaceId, type VectorTier } from '../../core/embedding/space.js'
import { openStaticModel } from '../../core/embedding/static-model.js'
import type { EmbedderAssets } from '../../protocol/embedder.js'
import { fileDigest } from '../file-digest.js'
import { InputFault } from '../input-fault.js'
import { checkModel } from '../models/check-model.js'
import { openModelFolder } from '../models/model-folder.js'
import type { Progress } from '../progress.js'
import { canaryOf, referenceVectors } from './make-canary.js'
import { bytesOf, runtimeBytes, shippedFile } from './shipped-files.js'
import { createThreadPool, type ThreadPool } from './thread-pool.js'
import { openVectorCache } from './vector-cache.js'

/** An encoder for Node: the same models, tokenising and batches as in the browser. */
export interface NodeEncoder {
  readonly tier: VectorTier
  readonly space: SpaceId
  readonly dimensions: number
  /** Unit vectors, row-major, `texts.length` × `dimensions`; the row of a text without a word is zeros. The same text gives the same bits whatever stands beside it. */
  embed(texts: readonly string[], progress?: Progress): Promise<Float32Array>
  /** Ends the threads. */
  close(): Promise<void>
}

export interface NodeEncoderOptions {
  /** A folder that keeps vectors by text hash between runs, one file a space. */
  readonly cache?: string
  /** The file of an interrupted run, by the encoder's mark. */
  readonly resume?: (mark: string) => string
  /** Most threads; by default one a core. */
  readonly threads?: number
}

/** `static`, `minilm`, `minilm-l4`, or the folder of an encoder. Throws `InputFault` where the model cannot be used. */
export async function createNodeEncoder(model: string, options: NodeEncoderOptions = {}): Promise<NodeEncoder> {
  if (model === 'static') return staticEncoder()
  if (isShippedEncoder(model)) return transformerEncoder(options, { space: MINILM_SPACE, dimensions: 384, assets: () => shippedAssets(model), mark: markOf(model) })
  return folderEncoder(model, options)
}

/** An encoder that somebody brings: checked first, its canary made here where the folder has none. */
async function folderEncoder(model: string, options: NodeEncoderOptions): Promise<NodeEncoder> {
  if (!existsSync(model)) throw new InputFault(`unknown model "${model}": use static, minilm, minilm-l4, or the folder of an encoder`)
  const folder = openModelFolder(model)
  const { ok, problems, dimensions, space, recipe, exact } = await checkModel(folder)
  if (!ok) throw new InputFault(`${model}: ${problems.join('; ')}`)
  if (recipe === undefined || space === undefined) throw new InputFault(`${model}: no tokenizer.json in it; a scorer gives no vectors`)
  const weights = (): Pick<EmbedderAssets, 'weights'> => {
    const bytes = folder.weights()
    return bytes === undefined || folder.weightsName === undefined ? {} : { weights: { name: folder.weightsName, bytes } }
  }
  const wasm = await referenceVectors({ runtime: runtimeBytes(), graph: folder.graph(), ...weights() }, folder.tokenizer(), recipe)
  const canary = canaryOf({ wasm })
  return transformerEncoder(options, { space, dimensions, mark: space, assets: () => ({ runtime: runtimeBytes(), graph: folder.graph(), ...weights(), tokenizer: folder.tokenizer(), canary, recipe: exact === true ? recipe : { ...recipe, alone: true } }) })
}

/** The table takes some tens of microseconds a text. */
const TOLD_EVERY = 1_000

function staticEncoder(): NodeEncoder {
  const opened = openStaticModel(bytesOf(shippedFile(SHIPPED.static.model)), readFileSync(shippedFile(SHIPPED.static.vocab), 'utf8'), openVectorPools())
  if (opened.status !== 'ok') throw new InputFault(opened.message)
  const { embed, dimensions, space } = opened.model
  return {
    tier: 'static',
    space,
    dimensions,
    embed(texts, progress) {
      const vectors = new Float32Array(texts.length * dimensions)
      texts.forEach((text, row) => {
        const vector = embed(text)
        if (vector) vectors.set(vector, row * dimensions)
        if (row % TOLD_EVERY === 0) progress?.(row, texts.length)
      })
      progress?.(texts.length, texts.length)
      return Promise.resolve(vectors)
    },
    close: () => Promise.resolve(),
  }
}

interface TransformerModel {
  readonly space: SpaceId
  readonly dimensions: number
  /** Names the encoder where vectors are kept: two of one space do not make the same ones. */
  readonly mark: string
  /** Called once a thread. */
  readonly assets: () => EmbedderAssets
}

function transformerEncoder({ cache, resume, threads }: NodeEncoderOptions, { space, dimensions, mark, assets }: TransformerModel): NodeEncoder {
  const pool: ThreadPool = createThreadPool(assets, threads)
  const file = resume?.(mark) ?? (cache === undefined ? undefined : join(cache, `${mark.replaceAll('/', '-')}.vectors`))
  const known = file === undefined ? undefined : openVectorCache(file, dimensions)
  return {
    tier: 'transformer',
    space,
    dimensions,
    async embed(texts, progress) {
      const vectors = new Float32Array(texts.length * dimensions)
      const rowsOf = new Map<string, number[]>()
      texts.forEach((text, row) => {
        const cached = known?.get(text)
        if (cached) vectors.set(cached, row * dimensions)
        else if (!rowsOf.get(text)?.push(row)) rowsOf.set(text, [row])
      })
      const missing = [...rowsOf.keys()]
      let finished = texts.length - missing.length
      await pool.embed(missing, (positions, made) => {
        const chunk = positions.map((position) => missing[position] ?? '')
        known?.add(chunk, made)
        chunk.forEach((text, k) => {
          for (const row of rowsOf.get(text) ?? []) vectors.set(made.subarray(k * dimensions, (k + 1) * dimensions), row * dimensions)
        })
        finished += chunk.length
        progress?.(finished, texts.length)
      })
      return vectors
    },
    close: () => pool.close(),
  }
}

/** The whole model gives the space its name; others are told apart by the hash of their weights. */
function markOf(model: ShippedEncoder): string {
  return model === 'minilm' ? MINILM_SPACE : spaceId(model, fileDigest(readFileSync(shippedFile(SHIPPED[model].weights))).sha256, 384)
}

function shippedAssets(model: ShippedEncoder): EmbedderAssets {
  const { wasm, weights, tokenizer, canary } = SHIPPED[model]
  return {
    runtime: runtimeBytes(),
    graph: bytesOf(shippedFile(wasm)),
    weights: { name: fileName(weights), bytes: bytesOf(shippedFile(weights)) },
    tokenizer: readFileSync(shippedFile(tokenizer), 'utf8'),
    canary: readFileSync(shippedFile(canary), 'utf8'),
  }
}
