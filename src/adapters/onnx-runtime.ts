import type * as Ort from 'onnxruntime-web'
import type { EncoderRecipe } from '../core/embedding/encoder-recipe.js'
import { pool } from '../core/embedding/pool.js'

/** The module of ONNX Runtime Web to run on: `onnxruntime-web/wasm`, or `/jspi` for WebGPU. Must be a bundle with its glue inside. */
export type OrtModule = typeof Ort

export interface EncoderFiles {
  /** ONNX Runtime's wasm binary; ignored after the first encoder of a realm. */
  readonly runtime: ArrayBuffer
  readonly graph: ArrayBuffer
  /** External data of the graph, with the name that the graph gives it. */
  readonly weights?: { readonly name: string; readonly bytes: ArrayBuffer }
}

/** A sentence encoder in ONNX Runtime, one thread. */
export interface OnnxEncoder {
  /** Token ids to unit vectors, row-major; all of one length, unless the recipe allows padding. Throws what ONNX Runtime throws. */
  run(batch: readonly (readonly number[])[]): Promise<Float32Array>
  release(): Promise<void>
}

/** What went wrong is thrown; what ONNX Runtime prints of it besides may hold a visitor's tokens. */
export const SILENT = { logSeverityLevel: 4 } as const

/** Names under which exports give their vectors, the best first: one a text before one a token. */
const OUTPUTS = ['embedding', 'sentence_embedding', 'last_hidden_state', 'token_embeddings']

/** What an encoder may ask for besides the ids, and what every token gets there; padding gets 0. */
const CONSTANT_INPUTS: Readonly<Record<string, number>> = { attention_mask: 1, token_type_ids: 0 }

/**
 * Padded batches are a multiple of four tokens wide, one text alone too: ONNX Runtime adds up the shares of attention in
 * four lanes, and a width of its own would change a vector's last digits with its neighbours.
 */
const LANES = 4

/** What of a recipe the session must know. */
export type SessionRecipe = Pick<EncoderRecipe, 'pooling' | 'padded'>

/**
 * Starts ONNX Runtime from bytes (it fetches nothing) and opens the graph. Throws what ONNX Runtime throws;
 * after a failed start the realm is of no more use: end the worker and take a new one.
 */
export async function openSession(ort: OrtModule, backend: 'wasm' | 'webgpu', files: EncoderFiles): Promise<Ort.InferenceSession> {
  ort.env.wasm.numThreads = 1
  ort.env.wasm.wasmBinary = files.runtime
  ort.env.logLevel = 'fatal'
  return ort.InferenceSession.create(new Uint8Array(files.graph), {
    executionProviders: [backend],
    ...SILENT,
    ...(files.weights && { externalData: [{ path: files.weights.name, data: new Uint8Array(files.weights.bytes) }] }),
  })
}

/** Opens a sentence encoder; see `openSession`. */
export async function openOnnxEncoder(ort: OrtModule, backend: 'wasm' | 'webgpu', files: EncoderFiles, recipe: SessionRecipe): Promise<OnnxEncoder> {
  const session = await openSession(ort, backend, files)
  return encoderOver(ort, session, recipe, backend === 'webgpu' ? await deviceLost(ort) : undefined)
}

/** The graphics device was taken away (a driver that restarted, a laptop that slept): this realm gives no vectors any more. */
export class DeviceLost extends Error {
  override readonly name = 'DeviceLost'
}

/** Rejects when ONNX Runtime's device is lost: a run under way would otherwise wait for ever. */
async function deviceLost(ort: OrtModule): Promise<{ readonly lost: Promise<never> } | undefined> {
  const device: unknown = await ort.env.webgpu.device
  const lost: unknown = typeof device === 'object' && device !== null ? Reflect.get(device, 'lost') : undefined
  if (!(lost instanceof Promise)) return undefined
  const rejected = lost.then((): never => {
    throw new DeviceLost('The graphics device was lost.')
  })
  rejected.catch(() => undefined)
  return { lost: rejected }
}

/** The encoder in an open session. */
export function encoderOver(ort: OrtModule, session: Ort.InferenceSession, { pooling, padded = false }: SessionRecipe, device?: { readonly lost: Promise<never> }): OnnxEncoder {
  const output = OUTPUTS.find((name) => session.outputNames.includes(name)) ?? session.outputNames[0] ?? ''
  const wide = new Set(session.inputMetadata.flatMap((input) => (input.isTensor && input.type === 'int64' ? [input.name] : [])))

  const tensor = (name: string, batch: readonly (readonly number[])[], shape: [number, number]): Ort.Tensor => {
    const [, width] = shape
    const values = new Int32Array(batch.length * width)
    const constant = CONSTANT_INPUTS[name]
    batch.forEach((ids, row) => {
      if (constant === undefined) values.set(ids, row * width)
      else values.fill(constant, row * width, row * width + ids.length)
    })
    return wide.has(name) ? new ort.Tensor('int64', BigInt64Array.from(values, BigInt), shape) : new ort.Tensor('int32', values, shape)
  }

  const runOne = async (batch: readonly (readonly number[])[]): Promise<Float32Array> => {
    const longest = batch.reduce((most, ids) => Math.max(most, ids.length), 0)
    const shape: [number, number] = [batch.length, padded ? Math.ceil(longest / LANES) * LANES : longest]
    const work = session.run(Object.fromEntries(session.inputNames.map((name) => [name, tensor(name, batch, shape)])), SILENT)
    const results = await (device === undefined ? work : Promise.race([work, device.lost]))
    const made = results[output]
    const reading = made?.getData(true)
    const values = await (device === undefined ? reading : Promise.race([reading, device.lost]))
    if (!(values instanceof Float32Array) || made === undefined) throw new TypeError(`output ${output} is not float32`)
    const vectors = pool(values, made.dims, pooling)
    made.dispose()
    return vectors
  }

  let last: Promise<unknown> = Promise.resolve()
  return {
    // A session runs one batch at a time; what is asked for meanwhile, a visitor's query, is next.
    run(batch) {
      const turn = last.then(() => runOne(batch))
      last = turn.catch(() => undefined)
      return turn
    },
    release: () => session.release(),
  }
}
