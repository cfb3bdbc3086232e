import { Command, InvalidArgumentError } from 'commander'
import { createNodeEncoder } from '../encoders/node-encoder.js'
import { reportingFaults } from '../input-fault.js'
import { progressLine } from '../progress.js'
import { cacheFolder } from './cache-folder.js'
import { guardAgainstLeak, readImpressions } from './impression-lines.js'
import { evaluateImpressions, impressionsTable } from './impressions.js'
import { readItems } from './items-file.js'

interface ImpressionsOptions {
  readonly items: string
  readonly test: string
  readonly fit?: string
  readonly keep?: number
  readonly model: string
  readonly cache: string
  readonly json?: true
}

/** `hearth evaluate …`: how well the shipped ranker does on logs. */
export function evaluateCommand(): Command {
  const command = new Command('evaluate').description('measure the shipped ranker on logs')
  command
    .command('impressions')
    .description('lists that were shown and what was clicked in them')
    .requiredOption('--items <file>', 'items.jsonl')
    .requiredOption('--test <file>', 'impressions.jsonl to measure on')
    .option('--fit <file>', 'impressions.jsonl from before the test: centre and popularity')
    .option('--keep <count>', 'keep the last so many of each history', wholeNumber)
    .option('--model <model>', 'minilm, static, or the folder of an encoder', 'minilm')
    .option('--cache <folder>', 'where vectors are kept between runs', cacheFolder())
    .option('--json', 'one JSON object on standard output')
    .action((options: ImpressionsOptions) => reportingFaults(() => impressions(options)))
  return command
}

async function impressions({ items, test: testPath, fit: fitPath, keep, model, cache, json }: ImpressionsOptions): Promise<void> {
  const test = readImpressions(testPath)
  const fit = fitPath === undefined ? [] : readImpressions(fitPath)
  if (fitPath !== undefined) guardAgainstLeak(fitPath, fit, testPath, test)
  const known = readItems(items)
  const encoder = await createNodeEncoder(model, { cache })
  try {
    const report = await evaluateImpressions({ items: known, fit, test, encoder, ...(keep === undefined ? {} : { keep }), embedding: progressLine('embedding'), ranking: progressLine('ranking') })
    process.stdout.write(`${json === true ? JSON.stringify(report) : impressionsTable(report)}\n`)
  } finally {
    await encoder.close()
  }
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('a whole number, 0 or more')
  return Number(text)
}
