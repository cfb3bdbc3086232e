import * as ort from 'onnxruntime-web/wasm'
import { openOnnxEncoder, type EncoderFiles } from '../../adapters/onnx-runtime.js'
import { writeCanary } from '../../core/embedding/canary.js'
import type { EncoderRecipe } from '../../core/embedding/encoder-recipe.js'
import { openTransformerTokens } from '../../core/embedding/transformer-tokens.js'
import { InputFault } from '../input-fault.js'

/**
 * What a canary embeds: three short texts of equal length in most vocabularies, which share a batch, a longer one, and one
 * past every tile and subgroup (32, 64) of the kernels that have gone wrong so far.
 */
export const CANARY_TEXTS: readonly string[] = [
  'A man is playing a guitar.',
  'The cat sat on the mat.',
  'How do I reset my password?',
  'JavaScript is a programming language; WebAssembly is a binary format.',
  'The harbour was empty by noon: the crews had walked out over pay, the cranes stood still, and the fish auction, which had rung its bell every morning since the war, did not open its doors. In the cafés along the quay people spoke about little else, and the mayor promised to listen.',
]

/** The vectors of a graph on WASM, one text at a time: the reference that other backends and batches are held to. */
export async function referenceVectors(files: EncoderFiles, tokenizer: string, recipe: EncoderRecipe, texts: readonly string[] = CANARY_TEXTS): Promise<readonly Float32Array[]> {
  const opened = openTransformerTokens(tokenizer, recipe.maxTokens)
  if (opened.status !== 'ok') throw new InputFault(opened.message)
  const encoder = await openOnnxEncoder(ort, 'wasm', files, recipe)
  try {
    const vectors: Float32Array[] = []
    for (const text of texts) vectors.push(await encoder.run([opened.tokens.encode(recipe.prefix + text)]))
    return vectors
  } finally {
    await encoder.release()
  }
}

/** The text of `canary.json`. `webgpu` where that backend runs another graph than WASM does. */
export function canaryOf(vectors: { readonly wasm: readonly Float32Array[]; readonly webgpu?: readonly Float32Array[] }, texts: readonly string[] = CANARY_TEXTS): string {
  const joined = (rows: readonly Float32Array[]): Float32Array => Float32Array.from(rows.flatMap((row) => [...row]))
  return writeCanary(texts, vectors.wasm[0]?.length ?? 0, { wasm: joined(vectors.wasm), ...(vectors.webgpu === undefined ? {} : { webgpu: joined(vectors.webgpu) }) })
}
