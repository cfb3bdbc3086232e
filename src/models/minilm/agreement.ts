// `npx tsx src/models/minilm/agreement.ts FILE…`: how well the integer and the floating-point graph agree on every
// sentence of each file (a line each, or `sentence,sentence,score`), both on WASM. On WebGPU, where the second runs,
// `e2e/bench/parity.ts` measures a sample.
import { readFileSync } from 'node:fs'
import { referenceVectors } from '../../cli/encoders/make-canary.js'
import { bytesOf, runtimeBytes } from '../../cli/encoders/shipped-files.js'
import { dot } from '../../core/embedding/dot.js'
import { MINILM_RECIPE } from '../../core/embedding/encoder-recipe.js'
import { isWordless } from '../../core/embedding/wordless.js'
import { readPairs } from '../sentence-pairs.js'

const folder = 'public/models/minilm/'
/** Below it the tiers' promise of one space would not hold (e2e/bench/parity.ts). */
const LEAST = 0.998

function sentencesOf(file: string): readonly string[] {
  const lines = file.endsWith('.csv') ? readPairs(file).flatMap(({ a, b }) => [a, b]) : readFileSync(file, 'utf8').split(/\r?\n/)
  return [...new Set(lines.map((line) => line.trim()))].filter((line) => !isWordless(line))
}

const embed = (graph: string, texts: readonly string[]): Promise<readonly Float32Array[]> =>
  referenceVectors({ runtime: runtimeBytes(), graph: bytesOf(folder + graph), weights: { name: 'minilm.weights', bytes: bytesOf(`${folder}minilm.weights`) } }, readFileSync(`${folder}tokenizer.json`, 'utf8'), MINILM_RECIPE, texts)

for (const file of process.argv.slice(2)) {
  const texts = sentencesOf(file)
  const [int, float] = [await embed('minilm-int.onnx', texts), await embed('minilm-fp.onnx', texts)]
  const cosines = texts.map((_, at) => dot(int[at] ?? new Float32Array(0), float[at] ?? new Float32Array(0)))
  const mean = cosines.reduce((sum, x) => sum + x, 0) / cosines.length
  console.log(`${file}: ${String(texts.length)} sentences, cosine mean ${mean.toFixed(6)}, least ${Math.min(...cosines).toFixed(5)}, below ${String(LEAST)}: ${String(cosines.filter((x) => x < LEAST).length)}`)
}
