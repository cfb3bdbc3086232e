import * as v from 'valibot'
import type { Unavailable } from '../answer.js'
import { dequantise, hasVector, type Int8Matrix } from '../embedding/quantise.js'
import type { SpaceId, VectorTier } from '../embedding/space.js'
import type { Item } from '../item.js'
import { type BinSeal, printOf, sealBin, sealJson } from './catalog-seal.js'
import { readItem } from './item-line.js'
import { decodeVectors, encodeVectors } from './vector-file.js'

/** A site's items with their vectors, as `hearth catalog build` made them. */
export interface Catalog {
  readonly items: readonly Item[]
  readonly space: SpaceId
  readonly dimensions: number
  readonly tier: VectorTier
  /** The mean of the items' vectors, where the catalog carries one. */
  readonly mean: Float32Array | undefined
  /** All vectors as stored, one row an item; undefined where `catalog.bin` could not be used. */
  readonly matrix: Int8Matrix | undefined
  /** Whether item `index` has a vector. */
  hasVector(index: number): boolean
  /** The unit vector of item `index`, made anew from its bytes; undefined for an item whose text has no word, or where the vectors are missing. */
  vector(index: number): Float32Array | undefined
  /** What `catalog.json` says of `catalog.bin`; undefined in a catalog of an earlier version. */
  readonly seal: BinSeal | undefined
  /** What could not be used, in words. */
  readonly problems: readonly string[]
}

/** What a catalog is made of. */
export interface CatalogParts {
  readonly items: readonly Item[]
  readonly space: SpaceId
  readonly tier: VectorTier
  /** One row an item. */
  readonly matrix: Int8Matrix
}

const Head = v.object({
  format: v.literal('hearth-catalog'),
  version: v.literal(1),
  space: v.string(),
  tier: v.picklist(['static', 'transformer']),
  dimensions: v.pipe(v.number(), v.integer(), v.minValue(1)),
  mean: v.optional(v.array(v.number())),
  bin: v.optional(v.object({ sha256: v.string(), scales: v.string() })),
  items: v.array(v.unknown()),
})

/** The two files of a catalog. The same parts give the same bytes: nothing in them depends on time or machine. */
export function encodeCatalog({ items, space, tier, matrix }: CatalogParts): { readonly json: string; readonly bin: Uint8Array } {
  const bin = encodeVectors(matrix)
  const head = { format: 'hearth-catalog', version: 1, space, tier, dimensions: matrix.dimensions, rows: matrix.rows, encoding: 'int8, one float32 scale a row', bin: sealBin(bin, matrix.scales), mean: meanOf(matrix) }
  const fields = Object.entries(head).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`)
  return { json: sealJson(`${fields.join(',\n')},\n"items": [\n${items.map((item) => JSON.stringify(item)).join(',\n')}\n]}\n`), bin }
}

/**
 * Opens `catalog.json` (text) with the bytes of `catalog.bin`. Items that are wrong are left out and named; where the
 * vectors cannot be used the items stay, without vectors. Only a `catalog.json` that is no catalog is refused.
 */
export function openCatalog(json: string, bin: Uint8Array | ArrayBuffer | undefined): { readonly status: 'ok'; readonly catalog: Catalog } | Unavailable {
  const head = v.safeParse(v.pipe(v.string(), v.parseJson(), Head), json)
  if (!head.success) {
    const [issue] = head.issues
    return { status: 'unavailable', code: 'catalog-corrupt', message: `catalog.json cannot be read (${v.getDotPath(issue) ?? 'file'}: ${issue.message}). Make it again with "hearth catalog build".` }
  }
  const { space, tier, dimensions, mean, bin: seal, items: entries } = head.output
  const problems: string[] = []
  const matrix = readMatrix(bin, { rows: entries.length, dimensions, scales: seal?.scales }, problems)
  const items: Item[] = []
  const rowOf: number[] = []
  entries.forEach((entry, row) => {
    const read = readItem(entry)
    if (read.status === 'bad') {
      problems.push(`item ${row + 1} of catalog.json: ${read.message}`)
      return
    }
    items.push(read.item)
    rowOf.push(row)
  })
  return {
    status: 'ok',
    catalog: {
      items,
      space: space as SpaceId,
      dimensions,
      tier,
      mean: mean?.length === dimensions ? Float32Array.from(mean) : undefined,
      matrix: items.length === entries.length ? matrix : matrix && pickRows(matrix, rowOf),
      hasVector: (index) => matrix !== undefined && hasVector(matrix, rowOf[index] ?? -1),
      vector: (index) => matrix && dequantise(matrix, rowOf[index] ?? -1),
      seal,
      problems,
    },
  }
}

/** Vectors of another build, of as many rows, would point anywhere: the scales tell. */
function readMatrix(bin: Uint8Array | ArrayBuffer | undefined, { rows, dimensions, scales }: { readonly rows: number; readonly dimensions: number; readonly scales: string | undefined }, problems: string[]): Int8Matrix | undefined {
  const read = bin === undefined ? 'it is missing' : decodeVectors(bin instanceof Uint8Array ? bin : new Uint8Array(bin))
  const wrong = typeof read === 'string' ? read : read.rows !== rows || read.dimensions !== dimensions ? `it has ${read.rows} × ${read.dimensions} numbers where ${rows} × ${dimensions} belong` : scales !== undefined && printOf(read.scales) !== scales ? 'it is of another build than catalog.json; publish both files of one build' : undefined
  if (typeof read === 'object' && wrong === undefined) return read
  problems.push(`catalog.bin cannot be used: ${wrong ?? 'unreadable'}`)
  return undefined
}

function pickRows({ dimensions, codes, scales }: Int8Matrix, rows: readonly number[]): Int8Matrix {
  const picked = new Int8Array(rows.length * dimensions)
  rows.forEach((row, k) => picked.set(codes.subarray(row * dimensions, (row + 1) * dimensions), k * dimensions))
  return { rows: rows.length, dimensions, codes: picked, scales: Float32Array.from(rows, (row) => scales[row] ?? 0) }
}

/** The mean of the unit vectors of all rows that have one, to six digits. */
function meanOf(matrix: Int8Matrix): readonly number[] {
  const sum = new Float64Array(matrix.dimensions)
  let count = 0
  for (let row = 0; row < matrix.rows; row++) {
    const vector = dequantise(matrix, row)
    if (vector === undefined) continue
    count++
    vector.forEach((x, d) => (sum[d] = (sum[d] ?? 0) + x))
  }
  return Array.from(sum, (x) => Math.round((x / Math.max(count, 1)) * 1e6) / 1e6)
}
