import { createHash } from 'node:crypto'
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import * as v from 'valibot'
import { RecipeWishes, type EncoderRecipe } from '../../core/embedding/encoder-recipe.js'
import { spaceId, type SpaceId } from '../../core/embedding/space.js'
import { bytesOf } from '../encoders/shipped-files.js'
import { InputFault } from '../input-fault.js'
import { readInput } from '../read-input.js'
import { ScorerWishes } from '../../core/ranking/scorer/scorer-recipe.js'
import { externalDataOf } from './external-data.js'
import { MODEL_LIMITS } from './limits.js'

/** A model somebody brings: `model.onnx`, perhaps with its weights outside, and for an encoder `tokenizer.json`. */
export interface ModelFolder {
  readonly path: string
  readonly name: string
  readonly kind: 'encoder' | 'scorer'
  /** Bytes of graph and weights. */
  readonly bytes: number
  /** The file beside the graph in which the graph says that its weights lie. */
  readonly weightsName?: string
  /** Why the graph's weights cannot be had, and what to do. */
  readonly fault?: string
  /** What the folder's own files say about its use; the graph has the last word on pooling. */
  readonly recipe: Partial<EncoderRecipe>
  /** What `scorer.json` says: which features a scorer takes, and its weight. */
  readonly wishes: v.InferOutput<typeof ScorerWishes>
  graph(): ArrayBuffer
  weights(): ArrayBuffer | undefined
  /** The text of `tokenizer.json`; empty for a scorer. */
  tokenizer(): string
  /** The first hex digits of the SHA-256 over all that a vector hangs on, in this model's name: graph, weights, tokenizer and recipe. Vectors of other models, or of this one used otherwise, are never compared with its own. */
  space(dimensions: number, recipe: EncoderRecipe): SpaceId
}

const GRAPH = 'model.onnx'
const TOKENIZER = 'tokenizer.json'
/** Files that an added model has besides its graph. */
const OWN_NAMES: readonly string[] = [TOKENIZER, 'recipe.json', 'canary.json', 'scorer.json', 'model.json', 'manifest.json']

/** Opens a folder without reading its models; `InputFault` where it is none, or has no `model.onnx`. */
export function openModelFolder(path: string): ModelFolder {
  const folder = resolve(path)
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new InputFault(`${path}: no such folder; give the folder that holds ${GRAPH}`)
  const file = join(folder, GRAPH)
  if (!existsSync(file) || !statSync(file).isFile()) throw new InputFault(`${path}: no ${GRAPH} in it; export the model to ONNX under that name`)
  const { weightsName, fault } = weightsOf(folder, file)
  const weightsFile = weightsName === undefined ? undefined : join(folder, weightsName)
  const kind = existsSync(join(folder, TOKENIZER)) ? 'encoder' : 'scorer'
  const name = plainName(basename(folder))
  return {
    path: folder,
    name,
    kind,
    bytes: statSync(file).size + (weightsFile === undefined ? 0 : statSync(weightsFile).size),
    ...(weightsName === undefined ? {} : { weightsName }),
    ...(fault === undefined ? {} : { fault }),
    wishes: kind === 'scorer' ? wishesOf(folder) : {},
    recipe: kind === 'encoder' ? recipeOf(folder) : {},
    graph: () => bytesOf(file),
    weights: () => (weightsFile === undefined ? undefined : bytesOf(weightsFile)),
    tokenizer: () => (kind === 'encoder' ? readInput(join(folder, TOKENIZER)) : ''),
    space(dimensions, { pooling, prefix, maxTokens }) {
      const hash = createHash('sha256').update(readFileSync(file))
      if (weightsFile !== undefined) hash.update(readFileSync(weightsFile))
      hash.update(readInput(join(folder, TOKENIZER))).update(JSON.stringify([pooling, prefix, maxTokens]))
      return spaceId(name, hash.digest('hex'), dimensions)
    },
  }
}

/** A name that may stand in an address and in a command: letters lose their marks, what is left over becomes a hyphen. */
function plainName(name: string): string {
  return name.normalize('NFKD').replaceAll(/\p{Mn}/gu, '').replaceAll(/[^\w.-]+/g, '-').replaceAll(/^[-.]+|[-.]+$/g, '') || 'model'
}

/** Where the graph says that its weights lie: a file of its own folder and no other, or a sentence that says what is wrong. */
function weightsOf(folder: string, file: string): { readonly weightsName?: string; readonly fault?: string } {
  // What is too large to be carried is not read either.
  if (statSync(file).size > MODEL_LIMITS.bytes) return {}
  const [name, ...others] = externalDataOf(readFileSync(file))
  if (name === undefined) return {}
  if (others.length > 0) return { fault: `its weights lie in ${String(others.length + 1)} files (${[name, ...others].slice(0, 3).join(', ')}, …): export them into one (onnx.save(..., save_as_external_data=True, all_tensors_to_one_file=True))` }
  if (name !== basename(name) || name === '..' || name.includes('\\')) return { fault: `it says that its weights lie at "${name}", outside its own folder, which is not read: export them under a plain name beside ${GRAPH}` }
  if (OWN_NAMES.includes(name)) return { fault: `it says that its weights lie in "${name}", a name that an added model needs for itself: export them under another` }
  if (!existsSync(join(folder, name))) return { fault: `its weights file "${name}" is not there: put it beside ${GRAPH}, or export everything into one file` }
  // A link out of the folder would carry any file of this machine into one that is published.
  if (dirname(realpathSync(join(folder, name))) !== realpathSync(folder)) return { fault: `its weights file "${name}" is a link out of its folder, which is not followed: put a copy in its place (cp -L)` }
  return { weightsName: name }
}

function wishesOf(folder: string): v.InferOutput<typeof ScorerWishes> {
  return readWishes(join(folder, 'scorer.json'), ScorerWishes)
}

function readWishes<S extends v.GenericSchema>(path: string, schema: S): v.InferOutput<S> {
  const read = v.safeParse(schema, readJson(path) ?? {})
  if (!read.success) throw new InputFault(`${path}: "${v.getDotPath(read.issues[0]) ?? 'file'}": ${read.issues[0].message}`)
  return read.output
}

const Pooling = v.object({ pooling_mode_cls_token: v.optional(v.boolean()), pooling_mode_mean_tokens: v.optional(v.boolean()) })
const Sentences = v.object({ max_seq_length: v.optional(v.nullable(v.number())) })
const Prompts = v.object({ prompts: v.optional(v.record(v.string(), v.string())) })

/** From our own `recipe.json`, and for what it leaves open from the files that sentence-transformers writes; an E5 is known by its name. */
function recipeOf(folder: string): Partial<EncoderRecipe> {
  const pooling = v.safeParse(Pooling, readJson(join(folder, '1_Pooling/config.json')))
  const sentences = v.safeParse(Sentences, readJson(join(folder, 'sentence_bert_config.json')))
  const prompts = v.safeParse(Prompts, readJson(join(folder, 'config_sentence_transformers.json')))
  const told = prompts.success ? (prompts.output.prompts?.['passage'] ?? prompts.output.prompts?.['document']) : undefined
  const prefix = told ?? (/(^|[-_/])e5([-_]|$)/i.test(basename(folder)) ? 'passage: ' : undefined)
  const length = sentences.success ? sentences.output.max_seq_length : undefined
  return {
    ...(pooling.success && pooling.output.pooling_mode_cls_token === true ? { pooling: 'cls' } : pooling.success && pooling.output.pooling_mode_mean_tokens === true ? { pooling: 'mean' } : {}),
    ...(prefix === undefined ? {} : { prefix }),
    ...(typeof length === 'number' ? { maxTokens: length } : {}),
    ...readWishes(join(folder, 'recipe.json'), RecipeWishes),
  }
}

function readJson(path: string): unknown {
  if (!existsSync(path)) return undefined
  const text = readInput(path)
  try {
    return JSON.parse(text)
  } catch {
    throw new InputFault(`${path}: not JSON`)
  }
}
