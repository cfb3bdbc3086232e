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
  const out = new Float64Array(dimensions)
  // Four rows of the projection at a time: the sums are read and written a quarter as often.
  for (let k = 0; k < inner; k += 4) {
    const [a, b, c, e] = [sum[k] ?? 0, sum[k + 1] ?? 0, sum[k + 2] ?? 0, sum[k + 3] ?? 0]
    const first = k * dimensions
    const second = first + dimensions
    const third = second + dimensions
    const fourth = third + dimensions
    for (let d = 0; d < dimensions; d++) {
      out[d] = (out[d] ?? 0) + a * (projection[first + d] ?? 0) + b * (projection[second + d] ?? 0) + c * (projection[third + d] ?? 0) + e * (projection[fourth + d] ?? 0)
    }
  }
  return normalise(Float32Array.from(out))
}

/** The four values in each byte of codes, one after another. */
const VALUES = Float64Array.from({ length: 1_024 }, (_, i) => (((i >> 2) >> (2 * (i & 3))) & 3) - 1.5)

function addRow(sum: Float64Array, { codes, scales, inner }: StaticTable, row: number): void {
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
