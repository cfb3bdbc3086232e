import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readCatalogLines } from '../../src/core/catalog/catalog-lines.js'
import { root } from '../../src/build/paths.js'

/** 1,000 texts of the length of titles: the magazine's titles and the sentences of its summaries, or the lines of a file. */
export function readTitles(file: string | undefined): readonly string[] {
  const lines = file === undefined ? magazine() : readFileSync(file, 'utf8').split(/\r?\n/)
  const titles = [...new Set(lines.map((line) => line.trim()).filter((line) => line.length > 3))].slice(0, 1_000)
  if (titles.length < 1_000) throw new Error(`${file ?? 'the magazine'} has ${String(titles.length)} different lines where 1000 are needed`)
  return titles
}

function magazine(): readonly string[] {
  const { items } = readCatalogLines(readFileSync(join(root, 'src/demo/magazine/items.jsonl'), 'utf8'))
  return [...items.map(({ title }) => title), ...items.flatMap(({ text = '' }) => text.split(/(?<=[.!?])\s+/))]
}
