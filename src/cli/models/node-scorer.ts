import * as ort from 'onnxruntime-web/wasm'
import { openSession } from '../../adapters/onnx-runtime.js'
import { scorerOver } from '../../adapters/onnx-scorer.js'
import type { Scorer } from '../../core/ports.js'
import type { ScorerRecipe } from '../../core/ranking/scorer/scorer-recipe.js'
import { runtimeBytes } from '../encoders/shipped-files.js'
import { InputFault } from '../input-fault.js'
import { checkModel } from './check-model.js'
import { openModelFolder } from './model-folder.js'

/** A scorer that somebody brings, checked and opened on WASM as in the browser. Throws `InputFault` where it cannot rank. */
export async function openNodeScorer(path: string): Promise<{ readonly scorer: Scorer; readonly recipe: ScorerRecipe }> {
  const folder = openModelFolder(path)
  const { ok, problems, scorer: recipe } = await checkModel(folder)
  if (!ok) throw new InputFault(`${path}: ${problems.join('; ')}`)
  if (recipe === undefined) throw new InputFault(`${path}: an encoder gives vectors, no scores; name it with --model`)
  const weights = folder.weights()
  const session = await openSession(ort, 'wasm', { runtime: runtimeBytes(), graph: folder.graph(), ...(weights === undefined || folder.weightsName === undefined ? {} : { weights: { name: folder.weightsName, bytes: weights } }) })
  const { run } = scorerOver(ort, session)
  return { recipe, scorer: { score: async (values, rows) => ({ status: 'ok', scores: await run(values, rows) }) } }
}
