import type * as Ort from 'onnxruntime-web'
import { type OrtModule, SILENT } from './onnx-runtime.js'

/** A scorer in ONNX Runtime: rows of features in, one number a row out. */
export interface OnnxScorer {
  /** Features a row. */
  readonly features: number
  /** `values` is row-major, `rows` × features. Throws what ONNX Runtime throws, and `ScorerFault`. */
  run(values: Float32Array, rows: number): Promise<Float32Array>
}

/** A graph that is no scorer, or an answer that is no score; the message says what to do. */
export class ScorerFault extends Error {
  override readonly name = 'ScorerFault'
}

/** Outputs that hold a score, the best first: a classifier gives its label beside it. */
const SCORES = ['score', 'scores', 'probabilities', 'output_probability', 'variable']

/** The scorer in an open session; throws `ScorerFault` where the graph's inputs or outputs are not a scorer's. */
export function scorerOver(ort: OrtModule, session: Ort.InferenceSession): OnnxScorer {
  const { name, features } = featureInput(session)
  const output = scoreOutput(session)
  return {
    features,
    async run(values, rows) {
      const given = new ort.Tensor('float32', values, [rows, features])
      const made = (await session.run({ [name]: given }, [output], SILENT))[output]
      try {
        return scoresOf(made, rows)
      } finally {
        made?.dispose()
      }
    },
  }
}

function featureInput({ inputMetadata }: Ort.InferenceSession): { readonly name: string; readonly features: number } {
  const [input, ...others] = inputMetadata
  if (input === undefined || others.length > 0) throw new ScorerFault(`its inputs are ${inputMetadata.map(({ name }) => name).join(', ') || 'none'}: a scorer takes one, [items, features] in float32; an encoder needs tokenizer.json beside model.onnx`)
  if (!input.isTensor || input.type !== 'float32') throw new ScorerFault(`input ${input.name} is ${input.isTensor ? input.type : 'no tensor'}: features are float32`)
  const [rows, features] = input.shape
  const shape = input.shape.map((size) => (isOpen(size) ? '?' : size)).join(', ')
  if (input.shape.length !== 2 || typeof features !== 'number' || isOpen(features) || features < 1) throw new ScorerFault(`input ${input.name} has the shape [${shape}]: [items, number of features] belongs there, with the number fixed`)
  if (typeof rows === 'number' && !isOpen(rows) && rows > 0) throw new ScorerFault(`input ${input.name} takes exactly ${String(rows)} items: export with a dynamic first axis`)
  return { name: input.name, features }
}

/** ONNX Runtime gives an open dimension without a name as −1, unsigned. */
function isOpen(size: number | string): boolean {
  return typeof size === 'string' || size === 2 ** 32 - 1 || size < 0
}

function scoreOutput({ outputMetadata }: Ort.InferenceSession): string {
  const floats = outputMetadata.filter((output) => output.isTensor && output.type === 'float32').map(({ name }) => name)
  const chosen = SCORES.find((name) => floats.includes(name)) ?? floats[0]
  if (chosen === undefined) throw new ScorerFault(`its outputs are ${outputMetadata.map((output) => `${output.name} (${output.isTensor ? output.type : 'not a tensor'})`).join(', ')}: a scorer gives float32; a scikit-learn classifier is exported with options={'zipmap': False}`)
  return chosen
}

/** One number an item: the only one, or the last class of a classifier. */
function scoresOf(made: Ort.Tensor | undefined, rows: number): Float32Array {
  const values = made?.data
  const width = (values?.length ?? 0) / rows
  if (!(values instanceof Float32Array) || !Number.isInteger(width) || width < 1) throw new ScorerFault(`its output has the shape [${made?.dims.join(', ') ?? ''}] for ${String(rows)} items: one number an item, or one a class, belongs there`)
  return Float32Array.from({ length: rows }, (_, row) => values[(row + 1) * width - 1] ?? Number.NaN)
}
