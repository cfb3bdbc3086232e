import * as v from 'valibot'
import { dequantise, quantise } from '../core/embedding/quantise.js'
import type { KeptVector } from '../core/ports.js'

const Batch = v.array(v.object({ text: v.string(), space: v.string(), codes: v.array(v.pipe(v.number(), v.integer(), v.minValue(-127), v.maxValue(127))) }))

/** A batch as plain data, a byte a number: unit vectors lose nothing that a ranking would notice. */
export function packVectors(vectors: readonly KeptVector[]): v.InferOutput<typeof Batch> {
  return vectors.map(({ text, space, vector }) => ({ text, space, codes: Array.from(quantise(vector, vector.length).codes) }))
}

/** The vectors of a stored batch, of length one again; none where it is not a batch. */
export function unpackVectors(batch: unknown): readonly KeptVector[] {
  const read = v.safeParse(Batch, batch)
  if (!read.success) return []
  return read.output.flatMap(({ text, space, codes }) => {
    const vector = dequantise({ rows: 1, dimensions: codes.length, codes: Int8Array.from(codes), scales: Float32Array.of(1) }, 0)
    return vector === undefined ? [] : [{ text, space, vector }]
  })
}
