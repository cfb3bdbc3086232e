import { Command, Option } from 'commander'
import { createNodeEncoder } from './encoders/node-encoder.js'
import { reportingFaults } from './input-fault.js'
import { progressLine } from './progress.js'
import { readInput } from './read-input.js'

/** Lines that are embedded and printed at a time. */
const SLICE = 4_096

/** `hearth embed`: a JSON array of numbers for each line of a text file; `[]` for a line without a word. */
export function embedCommand(): Command {
  return new Command('embed')
    .description('print the vector of each line of FILE, one JSON array a line')
    .argument('<file>', 'UTF-8 text')
    .requiredOption('--model <model>', 'static, minilm, minilm-l4, or the folder of an encoder')
    .addOption(new Option('--backend <backend>').choices(['wasm']).default('wasm'))
    .option('--json', 'accepted for uniformity: the output is always JSON Lines')
    .action((file: string, options: { readonly model: string }) => reportingFaults(() => printVectors(file, options.model)))
}

async function printVectors(file: string, model: string): Promise<void> {
  const lines = linesOf(readInput(file))
  const encoder = await createNodeEncoder(model)
  const progress = progressLine('embedding')
  try {
    for (let start = 0; start < lines.length; start += SLICE) {
      const slice = lines.slice(start, start + SLICE)
      const vectors = await encoder.embed(slice, (done) => progress(start + done, lines.length))
      slice.forEach((_, row) => process.stdout.write(`${line(vectors.subarray(row * encoder.dimensions, (row + 1) * encoder.dimensions))}\n`))
    }
  } finally {
    await encoder.close()
  }
}

/** A file of no bytes has no line; a line that its file ends in is one with or without a break after it. */
function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/)
}

/** Eight digits give a float32 back exactly enough: the error is below 1e-8. */
function line(vector: Float32Array): string {
  return vector.every((x) => x === 0) ? '[]' : `[${Array.from(vector, (x) => Number(x.toPrecision(8))).join(',')}]`
}
