import { chmodSync, existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as v from 'valibot'
import { fileDigest } from '../file-digest.js'
import { InputFault, naming } from '../input-fault.js'
import { makeFolder } from '../make-folder.js'
import { packageVersion } from '../package-root.js'
import { canaryOf, referenceVectors } from '../encoders/make-canary.js'
import { runtimeBytes } from '../encoders/shipped-files.js'
import type { ModelCheck } from './model-check.js'
import type { ModelFolder } from './model-folder.js'

/** What the page reads of an added model: how it is used. The manifest beside it holds the hash of each file, as that of Hearth's own files does. */
export const MODEL_JSON = 'model.json'
const MANIFEST = 'manifest.json'

/**
 * Writes a checked model as a folder that can be served: the files, its recipe, and the canary that every browser must
 * come out right on. The folder appears whole or not at all. One of the same name is replaced where it is an added model
 * and holds nothing besides; else `InputFault`.
 */
export async function addModel(folder: ModelFolder, check: ModelCheck, out: string): Promise<string> {
  const target = join(out, folder.name)
  refuseToLose(target, folder)
  makeFolder(dirname(target))
  const files = new Map<string, Uint8Array | string>([['model.onnx', new Uint8Array(folder.graph())]])
  const weights = folder.weights()
  if (weights !== undefined && folder.weightsName !== undefined) files.set(folder.weightsName, new Uint8Array(weights))
  if (check.recipe !== undefined) {
    files.set('tokenizer.json', folder.tokenizer())
    files.set('recipe.json', `${JSON.stringify(check.recipe)}\n`)
    const wasm = await referenceVectors({ runtime: runtimeBytes(), graph: folder.graph(), ...(weights === undefined || folder.weightsName === undefined ? {} : { weights: { name: folder.weightsName, bytes: folder.weights() ?? weights } }) }, folder.tokenizer(), check.recipe)
    files.set('canary.json', canaryOf({ wasm }))
  }
  if (check.scorer !== undefined) files.set('scorer.json', `${JSON.stringify({ features: check.scorer.features, weight: check.scorer.weight })}\n`)
  files.set(MODEL_JSON, `${JSON.stringify({ format: 'hearth-model', version: 1, kind: check.kind, name: folder.name, dimensions: check.dimensions, ...(check.space === undefined ? {} : { space: check.space, recipe: check.recipe }), ...(check.scorer === undefined ? {} : { scorer: check.scorer }), inputs: check.inputs, outputs: check.outputs, ...(folder.weightsName === undefined ? {} : { weightsName: folder.weightsName }) }, null, 1)}\n`)
  files.set(MANIFEST, `${JSON.stringify({ version: packageVersion(), files: Object.fromEntries([...files].map(([name, content]) => [name, fileDigest(content)])) }, null, 1)}\n`)
  const beside = mkdtempSync(join(dirname(target), `.${folder.name}-`))
  // A temporary folder is for its owner alone; this one will be served.
  chmodSync(beside, 0o755)
  try {
    for (const [name, content] of files) naming(join(target, name), () => { writeFileSync(join(beside, name), content) })
    const before = `${beside}-before`
    if (existsSync(target)) renameSync(target, before)
    try {
      renameSync(beside, target)
    } catch (error) {
      if (existsSync(before)) renameSync(before, target)
      throw error
    }
    rmSync(before, { recursive: true, force: true })
  } finally {
    rmSync(beside, { recursive: true, force: true })
  }
  return target
}

const Manifest = v.pipe(v.string(), v.parseJson(), v.object({ files: v.record(v.string(), v.unknown()) }))

/** What stands where a model is to be written goes only where this command wrote all of it. */
function refuseToLose(target: string, folder: ModelFolder): void {
  const found = lstatSync(target, { throwIfNoEntry: false })
  if (found === undefined) return
  const keep = (why: string): InputFault => new InputFault(`${target} is there already and would be replaced: ${why}; choose another --out, or move it away`)
  if (!found.isDirectory()) throw keep('it is no folder')
  if (sameFolder(target, folder.path)) throw keep('it is the model that is added')
  const names = readdirSync(target)
  if (names.length === 0) return
  const manifest = v.safeParse(Manifest, names.includes(MANIFEST) ? readFileSync(join(target, MANIFEST), 'utf8') : '')
  if (!manifest.success || !names.includes(MODEL_JSON)) throw keep('it is no added model')
  const foreign = names.find((name) => name !== MANIFEST && !Object.hasOwn(manifest.output.files, name))
  if (foreign !== undefined) throw keep(`${foreign} in it is not the model's`)
}

function sameFolder(one: string, other: string): boolean {
  const [a, b] = [statSync(one), statSync(other)]
  return a.dev === b.dev && a.ino === b.ino
}
