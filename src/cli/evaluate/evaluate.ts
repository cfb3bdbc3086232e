import { Command, InvalidArgumentError } from 'commander'
import { evaluatePolicy } from '../../core/learning/policy-evaluation.js'
import { createNodeEncoder } from '../encoders/node-encoder.js'
import { reportingFaults } from '../input-fault.js'
import { openNodeScorer } from '../models/node-scorer.js'
import { progressLine } from '../progress.js'
import { cacheFolder } from './cache-folder.js'
import { guardAgainstLeak, readImpressions } from './impression-lines.js'
import { beginFeatureRows } from './feature-rows.js'
import { evaluateImpressions, impressionsTable } from './impressions.js'
import { readInteractions } from './interaction-lines.js'
import { evaluateInteractions, interactionsTable } from './interactions.js'
import { readItems } from './items-file.js'
import { readRounds } from './rounds-file.js'

interface ImpressionsOptions {
  readonly items: string
  readonly test: string
  readonly fit?: string
  readonly scorer?: string
  readonly features?: string
  readonly keep?: number
  readonly model: string
  readonly cache: string
  readonly json?: true
}

interface InteractionsOptions {
  readonly data: string
  readonly items?: string
  readonly keep?: number
  readonly model: string
  readonly cache: string
  readonly json?: true
}

interface PolicyOptions {
  readonly log: string
  readonly target: string
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
    .option('--scorer <folder>', 'a scorer’s folder: with its part in the score')
    .option('--features <file>', 'write what a scorer would be asked, a candidate a line, to train one on')
    .option('--model <model>', 'minilm, static, or the folder of an encoder', 'minilm')
    .option('--cache <folder>', 'where vectors are kept between runs', cacheFolder())
    .option('--json', 'one JSON object on standard output')
    .action((options: ImpressionsOptions) => reportingFaults(() => impressions(options)))
  command
    .command('interactions')
    .description('what visitors turned to: five folds of users, the whole catalog ranked for each')
    .requiredOption('--data <file>', 'interactions.jsonl')
    .option('--items <file>', 'items.jsonl: ranks by their texts too')
    .option('--keep <count>', 'keep the last so many of what is known of each user', wholeNumber)
    .option('--model <model>', 'minilm, static, or the folder of an encoder', 'minilm')
    .option('--cache <folder>', 'where vectors are kept between runs', cacheFolder())
    .option('--json', 'one JSON object on standard output')
    .action((options: InteractionsOptions) => reportingFaults(() => interactions(options)))
  command
    .command('policy')
    .description('what another policy would have earned, from a log with propensities')
    .requiredOption('--log <file>', 'rounds.jsonl of the policy that ran')
    .requiredOption('--target <file>', 'rounds.jsonl of the policy to be valued')
    .option('--json', 'one JSON object on standard output')
    .action((options: PolicyOptions) => reportingFaults(() => policy(options)))
  return command
}

async function interactions({ data, items, keep, model, cache, json }: InteractionsOptions): Promise<void> {
  const lines = readInteractions(data)
  const known = items === undefined ? undefined : readItems(items)
  const encoder = known === undefined ? undefined : await createNodeEncoder(model, { cache })
  try {
    const report = await evaluateInteractions({ interactions: lines, ...(known && { items: known }), ...(encoder && { encoder }), ...(keep === undefined ? {} : { keep }), embedding: progressLine('embedding'), ranking: progressLine('ranking') })
    process.stdout.write(`${json === true ? JSON.stringify(report) : interactionsTable(report)}\n`)
  } finally {
    await encoder?.close()
  }
}

function policy({ log, target, json }: PolicyOptions): Promise<void> {
  const value = evaluatePolicy(readRounds(log), readRounds(target))
  const { interval95 } = value
  const row = (name: keyof typeof interval95): string => `${name.padEnd(10)}${value[name].toFixed(5)}  ${interval95[name].map((end) => end.toFixed(5)).join(' to ')}`
  const lines = [row('onPolicy'), row('ips'), row('snips'), row('dr'), `ess       ${value.ess.toFixed(0)} of ${String(value.n.log)}`]
  process.stdout.write(`${json === true ? JSON.stringify(value) : lines.join('\n')}\n`)
  return Promise.resolve()
}

async function impressions({ items, test: testPath, fit: fitPath, keep, scorer: scorerPath, features, model, cache, json }: ImpressionsOptions): Promise<void> {
  const test = readImpressions(testPath)
  const fit = fitPath === undefined ? [] : readImpressions(fitPath)
  if (fitPath !== undefined) guardAgainstLeak(fitPath, fit, testPath, test)
  const known = readItems(items)
  const scorer = scorerPath === undefined ? undefined : await openNodeScorer(scorerPath)
  const encoder = await createNodeEncoder(model, { cache })
  const rows = features === undefined ? undefined : beginFeatureRows(features)
  try {
    const report = await evaluateImpressions({ items: known, fit, test, encoder, ...(keep === undefined ? {} : { keep }), ...(scorer === undefined ? {} : { scorer }), ...(rows === undefined ? {} : { features: rows.add }), embedding: progressLine('embedding'), ranking: progressLine('ranking') })
    rows?.finish()
    process.stdout.write(`${json === true ? JSON.stringify(report) : impressionsTable(report)}\n`)
  } finally {
    rows?.drop()
    await encoder.close()
  }
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('a whole number, 0 or more')
  return Number(text)
}
