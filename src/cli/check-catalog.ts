import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openCatalog } from '../core/catalog/catalog.js'
import { sealProblems } from '../core/catalog/catalog-seal.js'
import { CATALOG_BIN, CATALOG_JSON } from './build-catalog.js'
import { InputFault } from './input-fault.js'
import { readInput } from './read-input.js'

export interface CatalogCheck {
  readonly ok: boolean
  readonly items: number
  readonly dimensions: number
  readonly space: string
  readonly bytes: number
  readonly seconds: number
  readonly problems: readonly string[]
}

/** Opens a catalog as the browser would, and holds both files to the hashes that they were built with. `InputFault` where there is none. */
export function checkCatalog(folder: string): CatalogCheck {
  const begin = performance.now()
  const path = join(folder, CATALOG_JSON)
  const text = readInput(path)
  const binary = join(folder, CATALOG_BIN)
  const bin = existsSync(binary) ? readFileSync(binary) : undefined
  const opened = openCatalog(text, bin)
  if (opened.status !== 'ok') throw new InputFault(`${path}: ${opened.message}`)
  const { items, dimensions, space, seal } = opened.catalog
  const problems = [...opened.catalog.problems, ...sealProblems(text, bin, seal?.sha256)]
  return { ok: problems.length === 0, items: items.length, dimensions, space, bytes: Buffer.byteLength(text) + (bin?.byteLength ?? 0), seconds: Math.round(performance.now() - begin) / 1_000, problems }
}
