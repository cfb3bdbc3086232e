import * as ort from 'onnxruntime-web/wasm'
import { MODEL_LIMITS } from './limits.js'
import { medianMs, ModelProblem, type Port } from './model-check.js'
import { onnxComplaint } from './onnx-complaint.js'

export interface CheckedScorer {
  readonly dimensions: number
  readonly cosine: number
  readonly latencyMs: number
}

/** Outputs that hold a score, the best first: a classifier gives its label beside it. */
const SCORES = ['score', 'scores', 'probabilities', 'output_probability', 'variable']

/** Runs an open scorer on made-up features; throws `ModelProblem` at the first thing that is wrong. */
export async function checkScorer(session: ort.InferenceSession, inputs: readonly Port[], outputs: readonly Port[]): Promise<CheckedScorer> {
  const [input, ...others] = inputs
  if (input === undefined || others.length > 0) throw new ModelProblem(`its inputs are ${inputs.map(({ name }) => name).join(', ') || 'none'}: a scorer takes one, [items, features] in float32; an encoder needs tokenizer.json beside model.onnx`)
  if (input.type !== 'float32') throw new ModelProblem(`input ${input.name} is ${input.type}: features are float32`)
  const [rows, features] = input.shape
  if (input.shape.length !== 2 || typeof features !== 'number' || features < 1 || features > MODEL_LIMITS.features) throw new ModelProblem(`input ${input.name} has the shape [${input.shape.join(', ')}]: [items, number of features] belongs there, with at most ${String(MODEL_LIMITS.features)} features`)
  if (typeof rows === 'number' && rows > 0) throw new ModelProblem(`input ${input.name} takes exactly ${String(rows)} items: export with a dynamic first axis`)
  const output = scoreOutput(outputs)
  const run = async (values: Float32Array, count: number): Promise<readonly number[]> => {
    try {
      const made = (await session.run({ [input.name]: new ort.Tensor('float32', values, [count, features]) }, [output.name]))[output.name]
      return scoresOf(made, count)
    } catch (error) {
      if (error instanceof ModelProblem) throw error
      throw new ModelProblem(onnxComplaint(error))
    }
  }
  const made = Float32Array.from({ length: 16 * features }, (_, i) => Math.sin(i * 12.9898) * 1.5)
  const together = await run(made, 16)
  if (!together.every(Number.isFinite)) throw new ModelProblem('its scores hold NaN or infinity: look for a division by zero, or a logarithm of features that may be negative')
  if (together.every((score) => score === together[0])) throw new ModelProblem('it gives every item the same score: the weights may be missing')
  const alone: number[] = []
  for (let row = 0; row < 16; row++) alone.push((await run(made.slice(row * features, (row + 1) * features), 1))[0] ?? NaN)
  const one = made.slice(0, features)
  return { dimensions: features, cosine: cosine(together, alone), latencyMs: await medianMs(() => run(one, 1)) }
}

function scoreOutput(outputs: readonly Port[]): Port {
  const floats = outputs.filter(({ type }) => type === 'float32')
  const chosen = SCORES.flatMap((name) => floats.find((output) => output.name === name) ?? [])[0] ?? floats[0]
  if (chosen === undefined) throw new ModelProblem(`its outputs are ${outputs.map(({ name, type }) => `${name} (${type})`).join(', ')}: a scorer gives float32; a scikit-learn classifier is exported with options={'zipmap': False}`)
  return chosen
}

/** One number an item: the only one, or the last class of a classifier. */
function scoresOf(made: ort.Tensor | undefined, count: number): readonly number[] {
  const values = made?.data
  const width = (values?.length ?? 0) / count
  if (!(values instanceof Float32Array) || !Number.isInteger(width) || width < 1) throw new ModelProblem(`its output has the shape [${made?.dims.join(', ') ?? ''}] for ${String(count)} items: one number an item, or one a class, belongs there`)
  return Array.from({ length: count }, (_, row) => values[(row + 1) * width - 1] ?? NaN)
}

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = a.reduce((sum, x, i) => sum + x * (b[i] ?? NaN), 0)
  return Math.round((dot / (Math.hypot(...a) * Math.hypot(...b))) * 1e6) / 1e6
}
