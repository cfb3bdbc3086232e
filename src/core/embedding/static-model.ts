import type { Unavailable } from '../answer.js'
import { MINILM_SPACE, type SpaceId, type VectorTier } from './space.js'
import { readStaticTable, type StaticTable } from './static-format.js'
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

/** Opens `static.bin` (bytes) with its `vocab.txt` (text, one piece a line). A damaged or mismatched pair is refused as a value, code `static-model-corrupt`. */
export function openStaticModel(bytes: ArrayBuffer, vocab: string): StaticModelAnswer {
  const read = readStaticTable(bytes)
  if (read.status !== 'ok') return read
  const { table } = read
  const pieces = createWordPieces(vocab)
  if (pieces === undefined || pieces.size !== table.rows) {
    return { status: 'unavailable', code: 'static-model-corrupt', message: `The static model's vocabulary has ${pieces?.size ?? 'no unknown piece in its'} lines where the table has ${table.rows} rows. Fetch vocab.txt again.` }
  }
  const rows = (text: string): readonly number[] => rowsOf(text, pieces, table)
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
        return found.length === 0 ? undefined : project(found, table)
      },
    },
  }
}

function rowsOf(text: string, pieces: WordPieces, table: StaticTable): readonly number[] {
  return pieces.rows(text.slice(0, MAX_CHARACTERS)).slice(0, table.maxTokens).filter((row) => row !== pieces.unknown)
}

/** normalise((bias row + Σ token rows) · P). */
function project(rows: readonly number[], table: StaticTable): Float32Array {
  const { inner, dimensions, projection } = table
  const sum = new Float64Array(inner)
  addRow(sum, table, table.biasRow)
  for (const row of rows) addRow(sum, table, row)
  const out = new Float32Array(dimensions)
  for (let k = 0; k < inner; k++) {
    const weight = sum[k] ?? 0
    const start = k * dimensions
    for (let d = 0; d < dimensions; d++) out[d] = (out[d] ?? 0) + weight * (projection[start + d] ?? 0)
  }
  return normalise(out)
}

function addRow(sum: Float64Array, { codes, scales, inner }: StaticTable, row: number): void {
  const scale = scales[row] ?? 0
  const start = (row * inner) / 4
  for (let j = 0; j < inner; j += 4) {
    const byte = codes[start + j / 4] ?? 0
    sum[j] = (sum[j] ?? 0) + ((byte & 3) - 1.5) * scale
    sum[j + 1] = (sum[j + 1] ?? 0) + (((byte >> 2) & 3) - 1.5) * scale
    sum[j + 2] = (sum[j + 2] ?? 0) + (((byte >> 4) & 3) - 1.5) * scale
    sum[j + 3] = (sum[j + 3] ?? 0) + ((byte >> 6) - 1.5) * scale
  }
}

function normalise(vector: Float32Array): Float32Array {
  let square = 0
  for (const x of vector) square += x * x
  const scale = 1 / Math.max(Math.sqrt(square), 1e-9)
  for (let d = 0; d < vector.length; d++) vector[d] = (vector[d] ?? 0) * scale
  return vector
}
