import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { openCatalog } from '../core/catalog/catalog.js'
import { buildCatalog, CATALOG_BIN, CATALOG_JSON } from './build-catalog.js'
import { InputFault, reportingFaults } from './input-fault.js'
import { progressLine } from './progress.js'
import { readInput } from './read-input.js'

interface Output {
  readonly json?: true
}

/** `hearth catalog build` and `hearth catalog check`. */
export function catalogCommand(): Command {
  const command = new Command('catalog').description('the site’s items with their vectors, as static files')
  command
    .command('build')
    .description('make catalog.json and catalog.bin; only texts that changed are embedded')
    .argument('<items>', 'items.jsonl, one item a line')
    .requiredOption('--out <folder>', 'where the catalog goes')
    .option('--model <model>', 'minilm, static, or the folder of an encoder', 'minilm')
    .option('--json', 'one JSON object on standard output')
    .action((items: string, options: Output & { readonly out: string; readonly model: string }) => reportingFaults(() => build(items, options)))
  command
    .command('check')
    .description('open a catalog as the browser would, and say what is wrong with it')
    .argument('<folder>')
    .option('--json', 'one JSON object on standard output')
    .action((folder: string, options: Output) => reportingFaults(() => check(folder, options)))
  return command
}

async function build(file: string, { out, model, json }: Output & { readonly out: string; readonly model: string }): Promise<void> {
  const begin = performance.now()
  const built = await buildCatalog(file, out, model, progressLine('embedding'))
  for (const { line, message } of built.problems) process.stderr.write(`${file}:${line}: ${message} (skipped)\n`)
  const foreign = Object.entries(built.languages).filter(([language]) => language !== 'en')
  if (foreign.length > 0 && ['minilm', 'static'].includes(model)) process.stderr.write(`${file}: ${foreign.map(([language, count]) => `${count} items in ${language}`).join(', ')}: the shipped models know English only, so likeness by meaning says little there; give --model the folder of a multilingual encoder\n`)
  if (json) {
    process.stdout.write(`${JSON.stringify(built)}\n`)
    return
  }
  const each = Math.round(built.bytes / built.items)
  process.stdout.write(`${built.items} items in ${out}: ${built.embedded} embedded, ${built.kept} kept; ${built.bytes} bytes (${each} an item), ${built.dimensions} dimensions, ${((performance.now() - begin) / 1_000).toFixed(1)} s\n`)
}

function check(folder: string, { json }: Output): Promise<void> {
  const begin = performance.now()
  const path = join(folder, CATALOG_JSON)
  const text = readInput(path)
  const binary = join(folder, CATALOG_BIN)
  const bin = existsSync(binary) ? readFileSync(binary) : undefined
  const opened = openCatalog(text, bin)
  if (opened.status !== 'ok') throw new InputFault(`${path}: ${opened.message}`)
  const { items, dimensions, space, problems } = opened.catalog
  const answer = { ok: problems.length === 0, items: items.length, dimensions, space, bytes: Buffer.byteLength(text) + (bin?.byteLength ?? 0), seconds: Math.round(performance.now() - begin) / 1_000, problems }
  if (json) process.stdout.write(`${JSON.stringify(answer)}\n`)
  else process.stdout.write(`${[`${answer.items} items, ${dimensions} dimensions, ${answer.bytes} bytes, space ${space}`, ...problems].join('\n')}\n`)
  if (!answer.ok) process.exitCode = 1
  return Promise.resolve()
}
