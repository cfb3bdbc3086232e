import * as v from 'valibot'
import { dequantise, quantise } from '../core/embedding/quantise.js'
import type { KeptVector } from '../core/ports.js'

const Batch = v.array(v.object({ hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)), space: v.string(), codes: v.array(v.pipe(v.number(), v.integer(), v.minValue(-127), v.maxValue(127))) }))
type StoredBatch = v.InferOutput<typeof Batch>

/** Batches of up to eight vectors, half a kilobyte a vector: 2 MB at the most. */
export const MOST_VECTOR_BATCHES = 250

/** A batch as plain data, a byte a number: unit vectors lose nothing that a ranking would notice. */
export function packVectors(vectors: readonly KeptVector[]): StoredBatch {
  return vectors.map(({ hash, space, vector }) => ({ hash, space, codes: Array.from(quantise(vector, vector.length).codes) }))
}

/** The vectors of a stored batch, of length one again; none where it is not a batch. */
export function unpackVectors(batch: unknown): readonly KeptVector[] {
  const read = v.safeParse(Batch, batch)
  if (!read.success) return []
  return read.output.flatMap(({ hash, space, codes }) => {
    const vector = dequantise({ rows: 1, dimensions: codes.length, codes: Int8Array.from(codes), scales: Float32Array.of(1) }, 0)
    return vector === undefined ? [] : [{ hash, space, vector }]
  })
}

/** A stored batch without the texts that were forgotten; undefined where it holds none of them. What is no batch has nothing left. */
export function withoutTexts(batch: unknown, hashes: ReadonlySet<string>): StoredBatch | undefined {
  const read = v.safeParse(Batch, batch)
  if (!read.success) return []
  const left = read.output.filter(({ hash }) => !hashes.has(hash))
  return left.length === read.output.length ? undefined : left
}

/** Which batches, by their ascending keys, must go before one more is kept: the oldest. */
export function batchesToDrop(keys: readonly number[]): readonly number[] {
  return keys.slice(0, Math.max(0, keys.length + 1 - MOST_VECTOR_BATCHES))
}
