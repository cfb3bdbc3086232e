import * as ort from 'onnxruntime-web/wasm'
import { openSession } from '../../adapters/onnx-runtime.js'
import { CANARY_COSINE } from '../../core/embedding/canary.js'
import type { EncoderRecipe } from '../../core/embedding/encoder-recipe.js'
import { runtimeBytes } from '../encoders/shipped-files.js'
import { checkEncoder, type CheckedEncoder } from './check-encoder.js'
import { checkScorer, type CheckedScorer } from './check-scorer.js'
import { MODEL_LIMITS } from './limits.js'
import { ModelProblem, type ModelCheck, type Port } from './model-check.js'
import type { ModelFolder } from './model-folder.js'
import { onnxComplaint } from './onnx-complaint.js'
import { webgpuCanary, type WebgpuCanary } from './webgpu-canary.js'

export interface CheckOptions {
  /** Whether an encoder is tried on WebGPU too, in a browser: not at all, for some seconds, or to the end. */
  readonly webgpu?: 'off' | 'quick' | 'whole'
}

/** Opens and runs a model as the browser will, on WASM and one thread. What is wrong with it is in `problems`; nothing is thrown for a bad model. */
export async function checkModel(folder: ModelFolder, { webgpu = 'off' }: CheckOptions = {}): Promise<ModelCheck> {
  const seen: { inputs: readonly Port[]; outputs: readonly Port[] } = { inputs: [], outputs: [] }
  const unknown = { kind: folder.kind, bytes: folder.bytes, dimensions: 0, canary: { wasm: null, webgpu: null }, latencyMs: null }
  try {
    if (folder.bytes > MODEL_LIMITS.bytes) throw new ModelProblem(`it has ${(folder.bytes / 1e6).toFixed(0)} MB, where a page can carry ${String(MODEL_LIMITS.bytes / 1e6)}: quantise it to int8, or choose a smaller model`)
    if (folder.fault !== undefined) throw new ModelProblem(folder.fault)
    const checked = await run(folder, seen)
    const steady = checked.cosine >= CANARY_COSINE
    const problems = steady ? [] : [`the same input, run twice, comes out at cosine ${String(checked.cosine)}, where ${String(CANARY_COSINE)} is the least: take dropout and every random operator out of the graph (model.eval() before the export)`]
    const tried = await onWebgpu(folder, checked.recipe, steady ? webgpu : 'off')
    return {
      ok: steady,
      ...unknown,
      ...seen,
      dimensions: checked.dimensions,
      canary: { wasm: checked.cosine, webgpu: tried.cosine },
      ...(tried.cosine === null ? { webgpu: tried.why } : {}),
      latencyMs: checked.latencyMs,
      ...(checked.recipe === undefined ? {} : { recipe: checked.recipe, space: folder.space(checked.dimensions, checked.recipe) }),
      ...(checked.exact === undefined ? {} : { exact: checked.exact }),
      ...(checked.scorer === undefined ? {} : { scorer: checked.scorer }),
      problems,
      remarks: checked.remarks,
    }
  } catch (error) {
    if (!(error instanceof ModelProblem)) throw error
    return { ok: false, ...unknown, ...seen, problems: [error.message] }
  }
}

type Checked = Partial<CheckedScorer & CheckedEncoder> & Pick<CheckedEncoder, 'dimensions' | 'cosine' | 'latencyMs' | 'remarks'>

async function run(folder: ModelFolder, seen: { inputs: readonly Port[]; outputs: readonly Port[] }): Promise<Checked> {
  const session = await open(folder)
  try {
    seen.inputs = session.inputMetadata.map(portOf)
    seen.outputs = session.outputMetadata.map(portOf)
    return folder.kind === 'encoder' ? await checkEncoder(session, seen.inputs, seen.outputs, folder) : await checkScorer(session, folder)
  } finally {
    await session.release()
  }
}

async function onWebgpu(folder: ModelFolder, recipe: EncoderRecipe | undefined, mode: 'off' | 'quick' | 'whole'): Promise<WebgpuCanary> {
  if (recipe === undefined) return { cosine: null, why: 'a scorer runs on WASM' }
  if (mode === 'off') return { cosine: null, why: 'not tried' }
  return webgpuCanary(folder, recipe, mode === 'whole')
}

async function open(folder: ModelFolder): Promise<ort.InferenceSession> {
  const weights = folder.weights()
  const name = folder.weightsName
  try {
    return await openSession(ort, 'wasm', { runtime: runtimeBytes(), graph: folder.graph(), ...(weights === undefined || name === undefined ? {} : { weights: { name, bytes: weights } }) })
  } catch (error) {
    throw new ModelProblem(onnxComplaint(error))
  }
}

/** ONNX Runtime gives an open dimension without a name as −1, unsigned. */
const NAMELESS = 2 ** 32 - 1

function portOf(about: ort.InferenceSession.ValueMetadata): Port {
  return about.isTensor ? { name: about.name, type: about.type, shape: about.shape.map((size) => (size === NAMELESS || size === -1 ? '?' : size)) } : { name: about.name, type: 'not a tensor', shape: [] }
}
