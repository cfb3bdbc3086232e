import * as ort from 'onnxruntime-web/wasm'
import { encoderOver, type OnnxEncoder } from '../../adapters/onnx-runtime.js'
import { CANARY_COSINE } from '../../core/embedding/canary.js'
import type { EncoderRecipe } from '../../core/embedding/encoder-recipe.js'
import { openTransformerTokens, type TransformerTokens } from '../../core/embedding/transformer-tokens.js'
import { CANARY_TEXTS } from '../encoders/make-canary.js'
import { MODEL_LIMITS } from './limits.js'
import { medianMs, ModelProblem, type Port } from './model-check.js'
import type { ModelFolder } from './model-folder.js'
import { onnxComplaint } from './onnx-complaint.js'
import { largestId } from './largest-id.js'

const KNOWN_INPUTS = ['input_ids', 'attention_mask', 'token_type_ids']

export interface CheckedEncoder {
  readonly dimensions: number
  readonly recipe: EncoderRecipe
  readonly cosine: number
  /** A text's vector comes out bit for bit the same alone and in a batch. */
  readonly exact: boolean
  readonly latencyMs: number
  /** What works, but not as well as it could. */
  readonly remarks: readonly string[]
}

const ALONE = 'a text alone and in a batch comes out at cosine %: it was quantised with one dynamic scale for a whole batch, so it is run one text at a time, which is slower; quantise each token by itself to mend it'

/** Runs an open encoder through everything that the browser will ask of it; throws `ModelProblem` at the first thing that is wrong. */
export async function checkEncoder(session: ort.InferenceSession, inputs: readonly Port[], outputs: readonly Port[], folder: ModelFolder): Promise<CheckedEncoder> {
  checkInputs(inputs)
  const recipe = recipeFor(folder, outputs)
  const opened = openTransformerTokens(folder.tokenizer(), recipe.maxTokens)
  if (opened.status !== 'ok') throw new ModelProblem(opened.message)
  const encoder = encoderOver(ort, session, recipe)
  const ids = (text: string): readonly number[] => opened.tokens.encode(recipe.prefix + text)
  const run = async (batch: readonly (readonly number[])[]): Promise<Float32Array> => {
    try {
      return await encoder.run(batch)
    } catch (error) {
      throw new ModelProblem(onnxComplaint(error))
    }
  }
  const first = ids(CANARY_TEXTS[0] ?? '')
  const vector = await run([first])
  checkVector(vector)
  const dimensions = vector.length
  const texts = CANARY_TEXTS.map(ids)
  const together = await alike(run, texts, dimensions, 2)
  const alone = together < CANARY_COSINE
  checkMeaning(await run([ids('A man is playing a guitar.')]), await run([ids('Interest rates fell sharply after the election.')]))
  await checkVocabulary(run, first, folder.tokenizer())
  await checkLongest(run, opened.tokens, recipe)
  const remarks = [...(alone ? [ALONE.replace('%', String(together))] : []), ...(await senseRemarks(run, ids))]
  const sixteen = ids('word '.repeat(64)).slice(0, 16)
  const exact = !alone && (await isExact(run, texts, dimensions))
  return { dimensions, exact, recipe: alone ? { ...recipe, alone } : recipe, cosine: alone ? await alike(run, texts, dimensions, 1) : together, remarks, latencyMs: await medianMs(() => encoder.run([sixteen])) }
}

function checkInputs(inputs: readonly Port[]): void {
  const unknown = inputs.filter(({ name }) => !KNOWN_INPUTS.includes(name))
  if (unknown.length > 0 || !inputs.some(({ name }) => name === 'input_ids')) {
    throw new ModelProblem(`its inputs are ${inputs.map(({ name }) => name).join(', ') || 'none'}: an encoder takes input_ids, attention_mask and, if need be, token_type_ids; rename them at the export. A scorer has no tokenizer.json beside it`)
  }
  for (const { name, type, shape } of inputs) {
    if (type !== 'int64' && type !== 'int32') throw new ModelProblem(`input ${name} is ${type}: token ids are int64 or int32`)
    if (shape.length !== 2) throw new ModelProblem(`input ${name} has ${String(shape.length)} dimensions where batch and tokens belong`)
    const fixed = shape.find((size) => typeof size === 'number' && size > 0)
    if (fixed !== undefined) throw new ModelProblem(`input ${name} has the fixed shape [${shape.join(', ')}]: export with dynamic axes for batch and tokens (dynamic_axes={'${name}': {0: 'batch', 1: 'tokens'}})`)
  }
}

/** One vector a text where the graph gives two dimensions; one a token, to be pooled, where it gives three. */
function recipeFor(folder: ModelFolder, outputs: readonly Port[]): EncoderRecipe {
  const chosen = ['embedding', 'sentence_embedding', 'last_hidden_state', 'token_embeddings'].flatMap((name) => outputs.find((output) => output.name === name) ?? [])[0] ?? outputs[0]
  if (chosen === undefined || !chosen.type.startsWith('float')) throw new ModelProblem(`its first output is ${chosen?.type ?? 'missing'}: an encoder gives float32 vectors`)
  if (chosen.type !== 'float32') throw new ModelProblem(`output ${chosen.name} is ${chosen.type}: cast it to float32 at the export`)
  if (chosen.shape.length !== 2 && chosen.shape.length !== 3) throw new ModelProblem(`output ${chosen.name} has the shape [${chosen.shape.join(', ')}]: [batch, dimensions] or [batch, tokens, dimensions] belong there`)
  return { pooling: chosen.shape.length === 2 ? 'none' : (folder.recipe.pooling ?? 'mean'), prefix: folder.recipe.prefix ?? '', maxTokens: Math.min(folder.recipe.maxTokens ?? 256, 512) }
}

function checkVector(vector: Float32Array): void {
  if (!vector.every(Number.isFinite)) throw new ModelProblem('its vectors hold NaN or infinity: it may have overflowed in half precision; export in float32 or quantise to int8')
  if (vector.every((x) => x === 0)) throw new ModelProblem('its vectors are zeros: the output may not be connected to the input; check the export')
  if (vector.length > MODEL_LIMITS.dimensions) throw new ModelProblem(`its vectors have ${String(vector.length)} numbers, where ${String(MODEL_LIMITS.dimensions)} are the most: project them down`)
}

function checkMeaning(a: Float32Array, b: Float32Array): void {
  if (a.every((x, d) => Math.abs(x - (b[d] ?? NaN)) < 1e-6)) throw new ModelProblem('it gives every text the same vector: the weights may be missing, or the wrong output is exported')
}

/** The model must know every token that its tokenizer can give, the last one too. */
async function checkVocabulary(run: OnnxEncoder['run'], ids: readonly number[], tokenizer: string): Promise<void> {
  await run([[...ids.slice(0, 1), largestId(tokenizer), ...ids.slice(-1)]])
}

/** Neither names nor ids of languages: near in sense and in few of the letters, beside something else altogether. */
const PAIRS = [
  ['The cat sat on the mat.', 'A kitten was lying on a rug.', 'Interest rates fell after the election.'],
  ['He bought a new car.', 'She purchased an automobile.', 'The soup needs more salt.'],
  ['The film was boring.', 'That movie put me to sleep.', 'Trains leave from the second platform.'],
] as const

/** A model whose tokenizer is another's gives vectors without sense; so does one without training, or one for other languages than English. */
async function senseRemarks(run: OnnxEncoder['run'], ids: (text: string) => readonly number[]): Promise<readonly string[]> {
  let found = 0
  for (const [text, near, far] of PAIRS) {
    const [a, b, c] = [await run([ids(text)]), await run([ids(near)]), await run([ids(far)])]
    if (dot(a, b) > dot(a, c)) found++
  }
  return found === PAIRS.length ? [] : [`of ${String(PAIRS.length)} English sentences it finds ${String(found)} nearer to what they mean than to something else: if it should know English, tokenizer.json may be of another model, or the weights untrained`]
}

/** The longest text that the recipe allows must run too: positions end somewhere. */
async function checkLongest(run: OnnxEncoder['run'], tokens: TransformerTokens, { maxTokens, prefix }: EncoderRecipe): Promise<void> {
  const said = (why: string): ModelProblem => new ModelProblem(`a text of ${String(maxTokens)} tokens fails: say max_seq_length in sentence_bert_config.json (${why})`)
  const vector = await run([tokens.encode(prefix + 'word '.repeat(maxTokens))]).catch((error: unknown) => {
    throw said(error instanceof Error ? error.message : String(error))
  })
  if (!vector.every(Number.isFinite)) throw said('its vector holds NaN or infinity')
}

/** Rows of the largest batch in which the embedder runs texts on WASM. */
const MOST_ROWS = 8

/** Whether each text, beside others of its length, gets the very numbers that it gets alone. */
async function isExact(run: OnnxEncoder['run'], texts: readonly (readonly number[])[], dimensions: number): Promise<boolean> {
  for (const ids of texts) {
    const alone = await run([ids])
    const others = Array.from({ length: MOST_ROWS - 1 }, (_, by) => [...ids.slice(0, 1), ...turned(ids.slice(1, -1), by), ...ids.slice(-1)])
    const together = await run([ids, ...others])
    if (alone.some((x, d) => !Object.is(x, together[d])) || alone.length !== dimensions) return false
  }
  return true
}

const turned = (ids: readonly number[], by: number): readonly number[] => [...ids.slice(by % ids.length), ...ids.slice(0, by % ids.length)]

/** The least cosine between each text alone and the same text run again: by itself (`rows` 1), or beside its own reverse. */
async function alike(run: OnnxEncoder['run'], texts: readonly (readonly number[])[], dimensions: number, rows: 1 | 2): Promise<number> {
  let least = 1
  for (const ids of texts) {
    const first = await run([ids])
    const turned = [...ids.slice(0, 1), ...ids.slice(1, -1).reverse(), ...ids.slice(-1)]
    const again = await run([ids, turned].slice(0, rows))
    least = Math.min(least, dot(first, again.subarray(0, dimensions)))
  }
  return Math.round(least * 1e6) / 1e6
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, x, d) => sum + x * (b[d] ?? 0), 0)
}
