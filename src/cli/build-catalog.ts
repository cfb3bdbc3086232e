import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { encodeCatalog, openCatalog, type Catalog } from '../core/catalog/catalog.js'
import { readCatalogLines, type LineProblem } from '../core/catalog/catalog-lines.js'
import { sealProblems } from '../core/catalog/catalog-seal.js'
import { quantise, type Int8Matrix } from '../core/embedding/quantise.js'
import { MINILM_SPACE } from '../core/embedding/space.js'
import { itemText, type Item } from '../core/item.js'
import { countLanguages, foreignOn, type Language } from '../core/text/language.js'
import { given } from '../core/given.js'
import { alone } from './alone.js'
import { createNodeEncoder } from './encoders/node-encoder.js'
import { InputFault } from './input-fault.js'
import type { Progress } from './progress.js'
import { readInput } from './read-input.js'
import { writeTogether } from './write-whole.js'

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
  /** Items in a language that the shipped models do not know: they have no vector, only their words and categories. */
  readonly wordsOnly: number
  /** Items without a word that the model knows, as of emoji or punctuation alone: they have no vector either. */
  readonly wordless: number
  /** Items that are plainly in each language. */
  readonly languages: Readonly<Partial<Record<Language, number>>>
  /** Lines that were left out. */
  readonly problems: readonly LineProblem[]
}

export interface CatalogOptions {
  readonly model: string
  /** Most threads; by default one a core. The bytes are the same. */
  readonly threads?: number
  /** Refuses the file for one bad line, instead of leaving the line out. */
  readonly strict?: boolean
  readonly progress?: Progress
}

/** Bad lines named one by one; of more the number. */
const MOST_NAMED = 20

/**
 * Makes the catalog of `items.jsonl` in `out`. Only texts that changed since the last build are embedded; an
 * interrupted build goes on where it stopped; the same input gives the same bytes, however it came about.
 * `InputFault` for input that is no catalog, and while another process builds the same folder.
 */
export async function buildCatalog(file: string, out: string, { model, threads, strict = false, progress }: CatalogOptions): Promise<CatalogBuild> {
  const begin = performance.now()
  const { items, problems } = readCatalogLines(readInput(file))
  const bad = problems.filter(({ repeats }) => repeats !== true)
  if (bad.length > 0 && strict) throw new InputFault(`${named(file, bad)}\nnothing was written; mend the lines, or leave them out without --strict`)
  if (items.length === 0) throw new InputFault(problems.length > 0 ? `${named(file, problems)}\nno usable item` : `${file}: no items`)
  // A catalog is embedded once and read by everybody: there is nothing to save by the page's shorter encoder, and its vectors would be kept for the whole model's at the next build.
  if (model === 'minilm-l4') throw new InputFault('minilm-l4 is for pages: build the catalog with minilm, whose space it shares')
  const built = await alone(out, () => embedAndWrite(items, out, { model, ...given({ threads, progress }) }))
  return { ...built, seconds: Math.round(performance.now() - begin) / 1_000, problems }
}

async function embedAndWrite(items: readonly Item[], out: string, { model, threads, progress }: CatalogOptions): Promise<Omit<CatalogBuild, 'seconds' | 'problems'>> {
  const encoder = await createNodeEncoder(model, { resume: (mark) => resumeFile(out, mark), ...(threads === undefined ? {} : { threads }) })
  try {
    const { dimensions, space, tier } = encoder
    const before = previous(out, (catalog) => catalog.space === space && catalog.tier === tier)
    const texts = items.map(itemText)
    const isForeign = space === MINILM_SPACE ? foreignOn(texts) : () => false
    // What the model knows nothing of gets no vector: better none than one without sense.
    const known = texts.map((text) => (isForeign(text) ? '' : text))
    const wordsOnly = known.filter((text, row) => text !== texts[row]).length
    const missing = known.flatMap((text, row) => (text === '' || before.has(text) ? [] : [row]))
    const made = quantise(await encoder.embed(missing.map((row) => known[row] ?? ''), progress), dimensions)
    const matrix = assemble(known, dimensions, before, missing, made)
    const wordless = matrix.scales.filter((scale, row) => scale === 0 && known[row] !== '').length
    const embedded = missing.filter((row) => matrix.scales[row] !== 0).length
    const { json, bin } = encodeCatalog({ items, space, tier, matrix })
    writeTogether([[join(out, CATALOG_BIN), bin], [join(out, CATALOG_JSON), json]])
    forgetResumed(out)
    return { items: items.length, dimensions, space, bytes: Buffer.byteLength(json) + bin.byteLength, embedded, kept: items.length - embedded - wordsOnly - wordless, wordsOnly, wordless, languages: countLanguages(texts) }
  } finally {
    await encoder.close()
  }
}

function named(file: string, problems: readonly LineProblem[]): string {
  const lines = problems.slice(0, MOST_NAMED).map(({ line, message }) => `${file}:${line}: ${message}`)
  return [...lines, ...(problems.length > MOST_NAMED ? [`and ${problems.length - MOST_NAMED} bad lines more`] : [])].join('\n')
}

/** Of no other folder beside it: one may be called `catalog`, another `catalog.de`. */
const resumeStart = (out: string): string => `.${basename(resolve(out))}~`
/** Vectors of a build that has not ended, beside its folder: one file a model, so that another model never takes them for its own. */
const resumeName = (out: string, mark: string): string => `${resumeStart(out)}${mark.replaceAll('/', '-')}.vectors`
const resumeFile = (out: string, mark: string): string => join(dirname(resolve(out)), resumeName(out, mark))

/** A build that ended needs none of them, nor do those that were given up. */
function forgetResumed(out: string): void {
  const folder = dirname(resolve(out))
  for (const name of readdirSync(folder)) if (name.startsWith(resumeStart(out)) && name.endsWith('.vectors')) rmSync(join(folder, name), { force: true })
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
  const [text, bytes] = [readFileSync(json, 'utf8'), readFileSync(bin)]
  const opened = openCatalog(text, bytes)
  if (opened.status !== 'ok' || !fits(opened.catalog) || opened.catalog.matrix === undefined) return rows
  // What was changed since it was built is made anew.
  if (opened.catalog.seal === undefined || sealProblems(text, bytes, opened.catalog.seal.sha256).length > 0) return rows
  const { items, matrix } = opened.catalog
  items.forEach((item: Item, row) => {
    // Without a vector, because its language was not known: with other items beside it, it may be now.
    if (matrix.scales[row] === 0) return
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
