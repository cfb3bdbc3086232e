import type { Unavailable } from '../answer.js'
import { MINILM_SPACE, type SpaceId, type VectorTier } from './space.js'
import { readStaticTable, type StaticTable } from './static-format.js'
import { createPlainPool, type CreateVectorPool } from './vector-pool.js'
import { createWordPieces, type WordPieces } from './word-pieces.js'
import { isWordless } from './wordless.js'

/** The table of token vectors distilled into MiniLM's space: no ONNX Runtime, microseconds a text. */
export interface StaticModel {
  readonly space: SpaceId
  readonly dimensions: number
  /** The mean vector of each tier over the same texts: subtract a tier's own mean before tiers mix. Length `dimensions`. */
  readonly means: Readonly<Record<VectorTier, Float32Array>>
  /** A unit vector of length `dimensions`, or undefined where the text has no word that the table knows (empty, punctuation, another script). */
  embed(text: string): Float32Array | undefined
  /** The rows that `embed` adds up: at most 64 pieces of text, unknown words left out. */
  rows(text: string): readonly number[]
}

export type StaticModelAnswer = { readonly status: 'ok'; readonly model: StaticModel } | Unavailable

/** Texts whose pieces would all lie beyond this many characters are cut before tokenising: 64 pieces of at most 100 characters, and the blanks between. */
const MAX_CHARACTERS = 8_192

/**
 * Opens `static.bin` (bytes) with its `vocab.txt` (text, one piece a line). A damaged or mismatched pair is refused as a value, code `static-model-corrupt`.
 * The pool computes the projection, nine tenths of the work; pools agree to the bit, so vectors are the same over each.
 */
export function openStaticModel(bytes: ArrayBuffer, vocab: string, createPool: CreateVectorPool = createPlainPool): StaticModelAnswer {
  const read = readStaticTable(bytes)
  if (read.status !== 'ok') return read
  const { table } = read
  const pieces = createWordPieces(vocab)
  if (pieces === undefined || pieces.size !== table.rows) {
    return { status: 'unavailable', code: 'static-model-corrupt', message: `The static model's vocabulary has ${pieces?.size ?? 'no unknown piece in its'} lines where the table has ${table.rows} rows. Fetch vocab.txt again.` }
  }
  const rows = (text: string): readonly number[] => rowsOf(text, pieces, table)
  const project = openProjection(table, createPool)
  return {
    status: 'ok',
    model: {
      space: MINILM_SPACE,
      dimensions: table.dimensions,
      means: { static: table.meanStatic, transformer: table.meanTransformer },
      rows,
      embed: (text) => {
        if (isWordless(text)) return undefined
        const found = rows(text)
        return found.length === 0 ? undefined : project(found)
      },
    },
  }
}

function rowsOf(text: string, pieces: WordPieces, table: StaticTable): readonly number[] {
  return pieces.rows(text.slice(0, MAX_CHARACTERS)).slice(0, table.maxTokens).filter((row) => row !== pieces.unknown)
}

/** normalise((bias row + Σ token rows) · P). */
function openProjection(table: StaticTable, createPool: CreateVectorPool): (rows: readonly number[]) => Float32Array {
  const { inner, dimensions, projection } = table
  const columns = createPool(inner, dimensions)
  const places = Int32Array.from(projection, (column) => columns.keep(column))
  return (rows) => {
    const sum = new Float32Array(inner)
    addRow(sum, table, table.biasRow)
    for (const row of rows) addRow(sum, table, row)
    return normalise(Float32Array.from(columns.dots(sum, places)))
  }
}

/** The four values in each byte of codes, one after another. */
const VALUES = Float64Array.from({ length: 1_024 }, (_, i) => (((i >> 2) >> (2 * (i & 3))) & 3) - 1.5)

function addRow(sum: Float32Array, { codes, scales, inner }: StaticTable, row: number): void {
  const scale = scales[row] ?? 0
  const start = (row * inner) >> 2
  for (let j = 0, at = start; j < inner; j += 4, at++) {
    const four = (codes[at] ?? 0) << 2
    sum[j] = (sum[j] ?? 0) + (VALUES[four] ?? 0) * scale
    sum[j + 1] = (sum[j + 1] ?? 0) + (VALUES[four + 1] ?? 0) * scale
    sum[j + 2] = (sum[j + 2] ?? 0) + (VALUES[four + 2] ?? 0) * scale
    sum[j + 3] = (sum[j + 3] ?? 0) + (VALUES[four + 3] ?? 0) * scale
  }
}

function normalise(vector: Float32Array): Float32Array {
  let square = 0
  for (const x of vector) square += x * x
  const scale = 1 / Math.max(Math.sqrt(square), 1e-9)
  for (let d = 0; d < vector.length; d++) vector[d] = (vector[d] ?? 0) * scale
  return vector
}
