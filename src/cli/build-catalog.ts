import { existsSync, readFileSync, rmSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { encodeCatalog, openCatalog, type Catalog } from '../core/catalog/catalog.js'
import { readCatalogLines, type LineProblem } from '../core/catalog/catalog-lines.js'
import { quantise, type Int8Matrix } from '../core/embedding/quantise.js'
import { itemText, type Item } from '../core/item.js'
import { countLanguages, type Language } from '../core/text/language.js'
import { createNodeEncoder } from './encoders/node-encoder.js'
import { InputFault } from './input-fault.js'
import type { Progress } from './progress.js'
import { readInput } from './read-input.js'
import { writeWhole } from './write-whole.js'

export const CATALOG_JSON = 'catalog.json'
export const CATALOG_BIN = 'catalog.bin'

export interface CatalogBuild {
  readonly items: number
  readonly dimensions: number
  readonly space: string
  readonly bytes: number
  readonly seconds: number
  /** Items whose vector was made now, and those that kept theirs from the last build. */
  readonly embedded: number
  readonly kept: number
  /** Items that are plainly in each language. */
  readonly languages: Readonly<Partial<Record<Language, number>>>
  readonly problems: readonly LineProblem[]
}

/**
 * Makes the catalog of `items.jsonl` in `out`. Only texts that changed since the last build are embedded; an
 * interrupted build goes on where it stopped; the same input gives the same bytes, however it came about.
 */
export async function buildCatalog(file: string, out: string, model: string, progress?: Progress): Promise<CatalogBuild> {
  const begin = performance.now()
  const { items, problems } = readCatalogLines(readInput(file))
  if (items.length === 0) throw new InputFault(problems[0] ? `${file}:${problems[0].line}: ${problems[0].message}; no usable item` : `${file}: no items`)
  const resume = join(dirname(resolve(out)), `.${basename(resolve(out))}.vectors`)
  const encoder = await createNodeEncoder(model, { cache: resume })
  try {
    const { dimensions, space, tier } = encoder
    const before = previous(out, (catalog) => catalog.space === space && catalog.tier === tier)
    const texts = items.map(itemText)
    const missing = texts.flatMap((text, row) => (before.has(text) ? [] : [row]))
    const made = quantise(await encoder.embed(missing.map((row) => texts[row] ?? ''), progress), dimensions)
    const matrix = assemble(texts, dimensions, before, missing, made)
    const { json, bin } = encodeCatalog({ items, space, tier, matrix })
    writeWhole(join(out, CATALOG_BIN), bin)
    writeWhole(join(out, CATALOG_JSON), json)
    rmSync(resume, { force: true })
    const seconds = Math.round(performance.now() - begin) / 1_000
    return { items: items.length, dimensions, space, bytes: Buffer.byteLength(json) + bin.byteLength, seconds, embedded: missing.length, kept: items.length - missing.length, languages: countLanguages(texts), problems }
  } finally {
    await encoder.close()
  }
}

interface StoredRow {
  readonly codes: Int8Array
  readonly scale: number
}

/** The rows of the last build by their text; none where there was none or it does not fit. */
function previous(out: string, fits: (catalog: Catalog) => boolean): ReadonlyMap<string, StoredRow> {
  const rows = new Map<string, StoredRow>()
  const [json, bin] = [join(out, CATALOG_JSON), join(out, CATALOG_BIN)]
  if (!existsSync(json) || !existsSync(bin)) return rows
  const opened = openCatalog(readFileSync(json, 'utf8'), readFileSync(bin))
  if (opened.status !== 'ok' || !fits(opened.catalog) || opened.catalog.matrix === undefined) return rows
  const { items, matrix } = opened.catalog
  items.forEach((item: Item, row) => {
    rows.set(itemText(item), { codes: matrix.codes.subarray(row * matrix.dimensions, (row + 1) * matrix.dimensions), scale: matrix.scales[row] ?? 0 })
  })
  return rows
}

function assemble(texts: readonly string[], dimensions: number, before: ReadonlyMap<string, StoredRow>, missing: readonly number[], made: Int8Matrix): Int8Matrix {
  const codes = new Int8Array(texts.length * dimensions)
  const scales = new Float32Array(texts.length)
  texts.forEach((text, row) => {
    const kept = before.get(text)
    if (!kept) return
    codes.set(kept.codes, row * dimensions)
    scales[row] = kept.scale
  })
  missing.forEach((row, k) => {
    codes.set(made.codes.subarray(k * dimensions, (k + 1) * dimensions), row * dimensions)
    scales[row] = made.scales[k] ?? 0
  })
  return { rows: texts.length, dimensions, codes, scales }
}
