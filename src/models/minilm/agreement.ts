// `npx tsx src/models/minilm/agreement.ts [--encoder minilm] FILE…`: how well the integer and the floating-point graph agree on every
// sentence of each file (a line each, or `sentence,sentence,score`), both on WASM. On WebGPU, where the second runs,
// `e2e/bench/parity.ts` measures a sample.
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { referenceVectors } from '../../cli/encoders/make-canary.js'
import { bytesOf, runtimeBytes, shippedFile } from '../../cli/encoders/shipped-files.js'
import { dot } from '../../core/embedding/dot.js'
import { MINILM_RECIPE } from '../../core/embedding/encoder-recipe.js'
import { fileName, isShippedEncoder, PAGE_ENCODER, SHIPPED } from '../../core/embedding/shipped.js'
import { isWordless } from '../../core/embedding/wordless.js'
import { readPairs } from '../sentence-pairs.js'

const { values, positionals } = parseArgs({ options: { encoder: { type: 'string', default: PAGE_ENCODER } }, allowPositionals: true })
if (!isShippedEncoder(values.encoder)) throw new Error('--encoder is minilm or minilm-l4')
const paths = SHIPPED[values.encoder]
/** Below it the tiers' promise of one space would not hold (e2e/bench/parity.ts). */
const LEAST = 0.998

function sentencesOf(file: string): readonly string[] {
  const lines = file.endsWith('.csv') ? readPairs(file).flatMap(({ a, b }) => [a, b]) : readFileSync(file, 'utf8').split(/\r?\n/)
  return [...new Set(lines.map((line) => line.trim()))].filter((line) => !isWordless(line))
}

const embed = (graph: string, texts: readonly string[]): Promise<readonly Float32Array[]> =>
  referenceVectors({ runtime: runtimeBytes(), graph: bytesOf(shippedFile(graph)), weights: { name: fileName(paths.weights), bytes: bytesOf(shippedFile(paths.weights)) } }, readFileSync(shippedFile(paths.tokenizer), 'utf8'), MINILM_RECIPE, texts)

for (const file of positionals) {
  const texts = sentencesOf(file)
  const [int, float] = [await embed(paths.wasm, texts), await embed(paths.webgpu, texts)]
  const cosines = texts.map((_, at) => dot(int[at] ?? new Float32Array(0), float[at] ?? new Float32Array(0)))
  const mean = cosines.reduce((sum, x) => sum + x, 0) / cosines.length
  console.log(`${file}: ${String(texts.length)} sentences, cosine mean ${mean.toFixed(6)}, least ${Math.min(...cosines).toFixed(5)}, below ${String(LEAST)}: ${String(cosines.filter((x) => x < LEAST).length)}`)
}
