import * as v from 'valibot'
import type { Unavailable } from '../answer.js'
import { readHalves } from './half.js'

const Section = v.object({ offset: v.pipe(v.number(), v.integer(), v.minValue(0)), bytes: v.pipe(v.number(), v.integer(), v.minValue(0)) })

const Count = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000))

const Header = v.object({
  format: v.literal('static-token-embedding'),
  version: v.literal(1),
  space: v.string(),
  dim: Count,
  k: v.pipe(Count, v.multipleOf(4)),
  rows: Count,
  bits: v.literal(2),
  bias_row: v.pipe(v.number(), v.integer(), v.minValue(0)),
  max_tokens: Count,
  sections: v.object({ codes: Section, scales: Section, projection: Section, mean_student: Section, mean_teacher: Section }),
})

/** The decoded parts of a `static.bin`: `rows` × `inner` 2-bit codes, a scale a row, and a projection `inner` × `dimensions`. */
export interface StaticTable {
  readonly space: string
  readonly rows: number
  readonly inner: number
  readonly dimensions: number
  readonly biasRow: number
  readonly maxTokens: number
  /** Four codes a byte, the first in the lowest bits; a code c stands for (c − 1.5) × scale. */
  readonly codes: Uint8Array
  readonly scales: Float32Array
  /** Column by column: `dimensions` of them, `inner` numbers each. */
  readonly projection: readonly Float32Array[]
  readonly meanStatic: Float32Array
  readonly meanTransformer: Float32Array
}

const MAGIC = 'STATEMB1'

/** Reads the bytes of `static.bin` (layout in `src/models/README.md`). Refuses anything truncated or inconsistent; never throws on bad bytes. */
export function readStaticTable(bytes: ArrayBuffer): { readonly status: 'ok'; readonly table: StaticTable } | Unavailable {
  if (bytes.byteLength < 12 || ascii(bytes, 0, 8) !== MAGIC) return corrupt('it does not begin with STATEMB1')
  const view = new DataView(bytes)
  const headerLength = view.getUint32(8, true)
  if (12 + headerLength > bytes.byteLength) return corrupt('it ends inside its header')
  const header = v.safeParse(v.pipe(v.string(), v.parseJson(), Header), ascii(bytes, 12, headerLength))
  if (!header.success) return corrupt(`its header is wrong (${header.issues[0].message})`)
  const { sections, rows, k, dim, bias_row: biasRow, max_tokens: maxTokens, space } = header.output
  const expected = { codes: (rows * k) / 4, scales: 2 * rows, projection: 2 * k * dim, mean_student: 4 * dim, mean_teacher: 4 * dim } as const
  for (const name of ['codes', 'scales', 'projection', 'mean_student', 'mean_teacher'] as const) {
    if (sections[name].bytes !== expected[name]) return corrupt(`section ${name} has ${sections[name].bytes} bytes where ${expected[name]} belong`)
    if (sections[name].offset + sections[name].bytes > bytes.byteLength) return corrupt(`it ends inside section ${name}`)
  }
  if (biasRow >= rows) return corrupt('its bias row lies outside the table')
  const scales = readHalves(view, sections.scales.offset, rows)
  const projection = readColumns(view, sections.projection.offset, k, dim)
  const meanStatic = readFloats(view, sections.mean_student.offset, dim)
  const meanTransformer = readFloats(view, sections.mean_teacher.offset, dim)
  if (scales === undefined || projection === undefined || !meanStatic.every(Number.isFinite) || !meanTransformer.every(Number.isFinite)) return corrupt('it holds a number that is not finite')
  const codes = new Uint8Array(bytes, sections.codes.offset, sections.codes.bytes)
  return { status: 'ok', table: { space, rows, inner: k, dimensions: dim, biasRow, maxTokens, codes, scales, projection, meanStatic, meanTransformer } }
}

/** Of a row-major matrix of half-precision numbers. Each is read once, and to where it stays: the page waits for them. */
function readColumns(view: DataView, offset: number, rows: number, columns: number): readonly Float32Array[] | undefined {
  const read: Float32Array[] = []
  for (let column = 0; column < columns; column++) {
    const numbers = readHalves(view, offset + 2 * column, rows, 2 * columns)
    if (numbers === undefined) return undefined
    read.push(numbers)
  }
  return read
}

function readFloats(view: DataView, offset: number, count: number): Float32Array {
  const out = new Float32Array(count)
  for (let i = 0; i < count; i++) out[i] = view.getFloat32(offset + 4 * i, true)
  return out
}

function ascii(bytes: ArrayBuffer, offset: number, length: number): string {
  return Array.from(new Uint8Array(bytes, offset, length), (code) => String.fromCharCode(code)).join('')
}

function corrupt(why: string): Unavailable {
  return { status: 'unavailable', code: 'static-model-corrupt', message: `The static model cannot be read: ${why}. Fetch static.bin again, or build it with src/models.` }
}
