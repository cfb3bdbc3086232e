import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import { canaryOf, referenceVectors } from '../encoders/make-canary.js'
import { runtimeBytes } from '../encoders/shipped-files.js'
import type { ModelCheck } from './model-check.js'
import type { ModelFolder } from './model-folder.js'

/** What the page reads first of an added model: how it is used, and the hash of each file. */
export const MODEL_JSON = 'model.json'

/**
 * Writes a checked model as a folder that can be served: the files, its recipe, and the canary that every browser must
 * come out right on. The folder appears whole or not at all; one of the same name is replaced.
 */
export async function addModel(folder: ModelFolder, check: ModelCheck, out: string): Promise<string> {
  const target = join(out, folder.name)
  mkdirSync(dirname(target), { recursive: true })
  const files = new Map<string, Uint8Array | string>([['model.onnx', new Uint8Array(folder.graph())]])
  const weights = folder.weights()
  if (weights !== undefined && folder.weightsName !== undefined) files.set(folder.weightsName, new Uint8Array(weights))
  if (check.recipe !== undefined) {
    files.set('tokenizer.json', folder.tokenizer())
    files.set('recipe.json', `${JSON.stringify(check.recipe)}\n`)
    const wasm = await referenceVectors({ runtime: runtimeBytes(), graph: folder.graph(), ...(weights === undefined || folder.weightsName === undefined ? {} : { weights: { name: folder.weightsName, bytes: folder.weights() ?? weights } }) }, folder.tokenizer(), check.recipe)
    files.set('canary.json', canaryOf({ wasm }))
  }
  const hashes = Object.fromEntries([...files].map(([name, content]) => [name, createHash('sha256').update(content).digest('hex')]))
  files.set(MODEL_JSON, `${JSON.stringify({ format: 'hearth-model', version: 1, kind: check.kind, name: folder.name, dimensions: check.dimensions, ...(check.space === undefined ? {} : { space: check.space, recipe: check.recipe }), inputs: check.inputs, outputs: check.outputs, ...(folder.weightsName === undefined ? {} : { weightsName: folder.weightsName }), sha256: hashes }, null, 1)}\n`)
  const beside = mkdtempSync(join(dirname(target), `.${folder.name}-`))
  // A temporary folder is for its owner alone; this one will be served.
  chmodSync(beside, 0o755)
  try {
    for (const [name, content] of files) writeFileSync(join(beside, name), content)
    rmSync(target, { recursive: true, force: true })
    renameSync(beside, target)
  } finally {
    rmSync(beside, { recursive: true, force: true })
  }
  return target
}
