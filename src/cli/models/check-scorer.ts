import * as ort from 'onnxruntime-web/wasm'
import { scorerOver, ScorerFault } from '../../adapters/onnx-scorer.js'
import { CANARY_COSINE } from '../../core/embedding/canary.js'
import { FEATURES, FEATURES_VERSION, featurePlaces, firstFeatures } from '../../core/ranking/scorer/features.js'
import { SCORER_WEIGHT, type ScorerRecipe } from '../../core/ranking/scorer/scorer-recipe.js'
import { MODEL_LIMITS } from './limits.js'
import { medianMs, ModelProblem } from './model-check.js'
import type { ModelFolder } from './model-folder.js'
import { onnxComplaint } from './onnx-complaint.js'

export interface CheckedScorer {
  readonly dimensions: number
  readonly scorer: ScorerRecipe
  readonly cosine: number
  readonly latencyMs: number
  readonly remarks: readonly string[]
}

/** Rows of made-up features; the first of them become the canary. */
const ROWS = 16
const CANARY_ROWS = 4

/** Runs an open scorer on made-up features; throws `ModelProblem` at the first thing that is wrong. */
export async function checkScorer(session: ort.InferenceSession, { wishes }: ModelFolder): Promise<CheckedScorer> {
  const scorer = attempt(() => scorerOver(ort, session))
  const { features } = scorer
  const named = namesOf(features, wishes.features)
  const run = async (values: Float32Array, count: number): Promise<Float32Array> => {
    try {
      return await scorer.run(values, count)
    } catch (error) {
      throw new ModelProblem(error instanceof ScorerFault ? error.message : onnxComplaint(error))
    }
  }
  const made = Float32Array.from({ length: ROWS * features }, (_, i) => Math.fround(Math.sin(i * 12.9898) * 1.5))
  const together = await run(made, ROWS)
  if (!together.every(Number.isFinite)) throw new ModelProblem('its scores hold NaN or infinity: look for a division by zero, or a logarithm of features that may be negative')
  if (together.every((score) => score === together[0])) throw new ModelProblem('it gives every item the same score: the weights may be missing')
  const alone: number[] = []
  for (let row = 0; row < ROWS; row++) alone.push((await run(made.slice(row * features, (row + 1) * features), 1))[0] ?? Number.NaN)
  const apart = cosine(Array.from(together), alone)
  if (apart < CANARY_COSINE && cosine(Array.from(together), Array.from(await run(made, ROWS))) >= CANARY_COSINE) throw new ModelProblem('an item’s score changes with the items that are scored beside it: a row must be scored by itself (look for a softmax, a mean or a normalisation along the first axis)')
  const one = made.slice(0, features)
  const many = Float32Array.from({ length: MODEL_LIMITS.pageItems * features }, (_, i) => made[i % made.length] ?? 0)
  const manyMs = await medianMs(() => run(many, MODEL_LIMITS.pageItems), 3)
  const canary = { values: Array.from(made.subarray(0, CANARY_ROWS * features)), scores: Array.from(together.subarray(0, CANARY_ROWS)) }
  return {
    dimensions: features,
    scorer: { features: named.features, featuresVersion: FEATURES_VERSION, weight: wishes.weight ?? SCORER_WEIGHT.shipped, canary },
    cosine: apart,
    latencyMs: await medianMs(() => run(one, 1)),
    remarks: [...named.remarks, ...(manyMs > MODEL_LIMITS.pageMs ? [`${String(MODEL_LIMITS.pageItems)} items take it ${String(manyMs)} ms here, and a press waits for the order: a smaller model keeps the page quick`] : [])],
  }
}

function attempt<T>(run: () => T): T {
  try {
    return run()
  } catch (error) {
    throw error instanceof ScorerFault ? new ModelProblem(error.message) : error
  }
}

/** The published features that a model of `count` inputs takes: those that it names, else the first so many. */
function namesOf(count: number, named: readonly string[] | undefined): { readonly features: readonly string[]; readonly remarks: readonly string[] } {
  if (named !== undefined) {
    const places = featurePlaces(named)
    if ('unknown' in places) throw new ModelProblem(`scorer.json names a feature "${places.unknown}", which is not published: "hearth model features" lists those that are`)
    if (named.length !== count) throw new ModelProblem(`it takes ${String(count)} features, where scorer.json names ${String(named.length)}: name each of its inputs, in its order`)
    return { features: named, remarks: [] }
  }
  if (count > FEATURES.length) throw new ModelProblem(`it takes ${String(count)} features, where ${String(FEATURES.length)} are published: train it on those that "hearth evaluate impressions --features" writes`)
  const features = firstFeatures(count)
  return { features, remarks: count === FEATURES.length ? [] : [`it takes ${String(count)} features and does not say which: they are taken to be the first published ones (${features.join(', ')}); name others in scorer.json, {"features": [...]}`] }
}

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = a.reduce((sum, x, i) => sum + x * (b[i] ?? Number.NaN), 0)
  return Math.round((dot / (Math.hypot(...a) * Math.hypot(...b))) * 1e6) / 1e6
}
