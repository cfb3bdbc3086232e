// Makes a shipped model's canary.json: `npx tsx src/models/minilm/canary.ts [public/models/minilm]`. Both graphs run on WASM, where
// their arithmetic is known to be right: the script refuses to write unless the golden float32 vectors come out too.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { canaryOf, referenceVectors } from '../../cli/encoders/make-canary.js'
import { bytesOf, runtimeBytes } from '../../cli/encoders/shipped-files.js'
import { writeWhole } from '../../cli/write-whole.js'
import { MINILM_RECIPE } from '../../core/embedding/encoder-recipe.js'
import { isWordless } from '../../core/embedding/wordless.js'

const folder = process.argv[2] ?? 'public/models/minilm'
const LEAST_GOLDEN_COSINE = 0.998

const Golden = v.object({ items: v.array(v.object({ text: v.string(), vector: v.array(v.number()) })) })
const golden = v.parse(Golden, JSON.parse(readFileSync(join(folder, 'golden.json'), 'utf8'))).items.filter(({ text }) => !isWordless(text) && text.length > 1)
const tokenizer = readFileSync('public/models/minilm/tokenizer.json', 'utf8')

const cosine = (a: readonly number[], b: Float32Array): number => a.reduce((sum, x, d) => sum + x * (b[d] ?? NaN), 0) / (Math.hypot(...a) * Math.hypot(...b))

const run = async (graph: string): Promise<readonly Float32Array[]> => {
  const files = { runtime: runtimeBytes(), graph: bytesOf(join(folder, graph)), weights: { name: 'minilm.weights', bytes: bytesOf(join(folder, 'minilm.weights')) } }
  const vectors = await referenceVectors(files, tokenizer, MINILM_RECIPE, golden.map(({ text }) => text))
  const cosines = golden.map(({ vector }, at) => cosine(vector, vectors[at] ?? new Float32Array(vector.length)))
  const least = Math.min(...cosines)
  console.log(`${graph}: cosine to float32 on ${golden.length} golden texts: mean ${(cosines.reduce((sum, x) => sum + x, 0) / cosines.length).toFixed(5)}, least ${least.toFixed(5)}`)
  if (!(least >= LEAST_GOLDEN_COSINE)) throw new Error(`${graph} is not the model that golden.json describes`)
  return referenceVectors(files, tokenizer, MINILM_RECIPE)
}

writeWhole(join(folder, 'canary.json'), canaryOf({ wasm: await run('minilm-int.onnx'), webgpu: await run('minilm-fp.onnx') }))
