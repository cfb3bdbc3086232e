import { Command, InvalidArgumentError } from 'commander'
import { counted } from './counted.js'
import { buildCatalog } from './build-catalog.js'
import { checkCatalog } from './check-catalog.js'
import { reportingFaults } from './input-fault.js'
import { progressLine } from './progress.js'

interface Output {
  readonly json?: true
}

interface BuildOptions extends Output {
  readonly out: string
  readonly model: string
  readonly threads?: number
  readonly strict?: true
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
    .option('--threads <count>', 'threads that embed; default: one a core', wholeCount)
    .option('--strict', 'refuse the file for a line that is no item, instead of leaving the line out')
    .option('--json', 'one JSON object on standard output')
    .action((items: string, options: BuildOptions) => reportingFaults(() => build(items, options)))
  command
    .command('check')
    .description('open a catalog as the browser would, and say what is wrong with it')
    .argument('<folder>')
    .option('--json', 'one JSON object on standard output')
    .action((folder: string, options: Output) => reportingFaults(() => check(folder, options)))
  return command
}

async function build(file: string, { out, model, threads, strict, json }: BuildOptions): Promise<void> {
  const begin = performance.now()
  const built = await buildCatalog(file, out, { model, strict: strict === true, ...(threads === undefined ? {} : { threads }), progress: progressLine('embedding') })
  for (const { line, message } of built.problems) process.stderr.write(`${file}:${line}: ${message} (skipped)\n`)
  if (built.wordsOnly > 0) process.stderr.write(`${file}: ${spoken(built.languages)}: the shipped models know English only, so ${counted(built.wordsOnly, 'item')} ${built.wordsOnly === 1 ? 'has' : 'have'} no vector, only words and category; give --model the folder of a multilingual encoder (src/docs/models.md)\n`)
  const each = Math.round(built.bytes / built.items)
  process.stdout.write(json ? `${JSON.stringify(built)}\n` : `${counted(built.items, 'item')} in ${out}: ${built.embedded} embedded, ${built.kept} kept${built.wordsOnly > 0 ? `, ${built.wordsOnly} by words only` : ''}${built.wordless > 0 ? `, ${built.wordless} without a word` : ''}; ${built.bytes} bytes (${each} an item), ${built.dimensions} dimensions, ${((performance.now() - begin) / 1_000).toFixed(1)} s\n`)
  // Last, so that no list of lines hides it.
  if (built.problems.length > 0) process.stderr.write(`${file}: ${counted(built.problems.length, 'line')} left out of ${built.problems.length + built.items}${built.problems.some(({ repeats }) => repeats !== true) ? '; --strict refuses a file with bad lines' : ''}\n`)
}

/** Which other languages than English the items are told to be in. */
function spoken(languages: Readonly<Partial<Record<string, number>>>): string {
  const told = Object.entries(languages).filter(([language]) => language !== 'en')
  return told.map(([language, count = 0]) => `${counted(count, 'item')} in ${nameOf(language)}`).join(', ')
}

/** Scripts and languages by their English names. */
function nameOf(language: string): string {
  if (language === 'another') return 'another language'
  return /^[a-z]{2}$/.test(language) ? (new Intl.DisplayNames('en', { type: 'language' }).of(language) ?? language) : `${language} script`
}

function wholeCount(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text)) throw new InvalidArgumentError('a whole number, 1 or more')
  return Number(text)
}

function check(folder: string, { json }: Output): Promise<void> {
  const answer = checkCatalog(folder)
  const { items, dimensions, bytes, space, problems } = answer
  process.stdout.write(`${json === true ? JSON.stringify(answer) : [`${counted(items, 'item')}, ${dimensions} dimensions, ${bytes} bytes, space ${space}`, ...problems].join('\n')}\n`)
  if (!answer.ok) process.exitCode = 1
  return Promise.resolve()
}
